namespace TracedLlm.Bench.Gateway.Upstream;

/// <summary>How the provider answers.</summary>
/// <param name="DelayMilliseconds">From the end of a request to the first byte of the answer.</param>
/// <param name="Events">The number of events of a stream.</param>
/// <param name="GapMilliseconds">Between two events.</param>
internal sealed record UpstreamSettings(int DelayMilliseconds, int Events, int GapMilliseconds);
