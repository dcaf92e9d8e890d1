/** Do the images of src/main/docker and its compose.yaml do what they promise? Built and run by a real podman. */
@NullMarked
package io.incumbent.image;

import org.jspecify.annotations.NullMarked;
