namespace TracedLlm.Bench.Viewer.Browsers;

/// <summary>One run over a page.</summary>
/// <param name="Percentile">The time that 95 % of the frames do not exceed, in milliseconds.</param>
/// <param name="Moved">How many pixels were scrolled.</param>
internal sealed record FrameRun(double Percentile, double Moved);
