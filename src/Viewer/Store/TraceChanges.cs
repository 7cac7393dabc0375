namespace TracedLlm.Viewer.Store;

/// <summary>What has changed since a reader looked last.</summary>
/// <param name="Change">The number of the last change.</param>
/// <param name="Traces">The new and changed traces, in the order of their changes.</param>
/// <param name="Removed">The traces that are no longer held.</param>
/// <param name="IsReset">Whether more has changed than is remembered, so that the reader must read everything.</param>
internal readonly record struct TraceChanges(long Change, IReadOnlyList<HeldTrace> Traces, IReadOnlyList<TraceKey> Removed, bool IsReset);
