"""Photos of meshes: camera, studio, materials, background."""
