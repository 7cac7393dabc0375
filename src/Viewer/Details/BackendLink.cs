namespace TracedLlm.Viewer.Details;

/// <summary>The page of a trace at a backend.</summary>
/// <param name="Name">The backend.</param>
/// <param name="Address">The page.</param>
internal readonly record struct BackendLink(string Name, string Address);
