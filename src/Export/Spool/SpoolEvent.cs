namespace TracedLlm.Export.Spool;

/// <summary>A change that an <see cref="ISpoolObserver"/> is to receive.</summary>
/// <param name="Destination">The destination of the spans.</param>
/// <param name="Dropped">Why the spans were dropped; <see langword="null"/> if they were recovered.</param>
/// <param name="Spans">How many spans there are.</param>
internal readonly record struct SpoolEvent(string Destination, SpoolDropReason? Dropped, long Spans);
