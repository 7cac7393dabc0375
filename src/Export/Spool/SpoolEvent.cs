namespace TracedLlm.Export;

/// <summary>What an <see cref="ISpoolObserver"/> is to be told.</summary>
/// <param name="Destination">Whose spans.</param>
/// <param name="Dropped">Why they are gone; <see langword="null"/> if they were recovered.</param>
/// <param name="Spans">How many.</param>
internal readonly record struct SpoolEvent(string Destination, SpoolDropReason? Dropped, long Spans);
