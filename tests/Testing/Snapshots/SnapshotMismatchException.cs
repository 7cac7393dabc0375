namespace TracedLlm.Testing.Snapshots;

/// <summary>A text that is not what its snapshot says, or that has none. The message holds the difference.</summary>
public sealed class SnapshotMismatchException(string message) : Exception(message);
