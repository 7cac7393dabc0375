namespace TracedLlm.Bench.Gateway.Sink;

/// <summary>What the sink has received from a gateway.</summary>
/// <param name="Posts">The number of requests.</param>
/// <param name="Bytes">The bytes of their bodies, as sent.</param>
/// <param name="Spans">The number of spans.</param>
internal readonly record struct SinkCounts(long Posts, long Bytes, long Spans);
