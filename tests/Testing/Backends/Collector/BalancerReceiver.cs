using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// A collector with the load-balancing exporter: it gives each trace of a request to one of its samplers by gRPC, and answers with the
/// error of any of them for the whole request, though the others have taken their part.
/// </summary>
public sealed class BalancerReceiver : BackendReceiver
{
    private const string Protobuf = "application/x-protobuf";
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;

    private BalancerReceiver(int samplers) => Samplers = [.. Enumerable.Range(0, samplers).Select(static _ => new BalancedSampler())];

    /// <summary>The address for spans.</summary>
    public Uri TracesEndpoint => new(Endpoint, "/v1/traces");

    /// <summary>The samplers behind it.</summary>
    public IReadOnlyList<BalancedSampler> Samplers { get; }

    /// <summary>Starts listening on 127.0.0.1.</summary>
    public static async Task<BalancerReceiver> StartAsync(int samplers = 2)
    {
        var receiver = new BalancerReceiver(samplers);
        await receiver.ListenAsync();
        return receiver;
    }

    /// <summary>The sampler that has a trace.</summary>
    public BalancedSampler SamplerOf(string traceId) => Samplers[Convert.ToInt32(traceId[^4..], 16) % Samplers.Count];

    internal override BackendReply Judge(BackendCall call)
    {
        var spans = OtlpTraceDecoder.Decode(call.Body.ToArray());
        var refusals = new List<(int Status, int Code, string Message)>();
        var taken = new List<(BalancedSampler Sampler, IReadOnlyList<ReceivedSpan> Spans)>();
        foreach (var part in spans.GroupBy(span => SamplerOf(span.TraceId)))
        {
            var size = part.Sum(SizeOf);
            if (part.Key.IsRefusing)
            {
                refusals.Add((503, Unavailable, "rpc error: code = Unavailable desc = data refused due to high memory usage"));
            }
            else if (size > part.Key.MaxMessageBytes)
            {
                refusals.Add((429, ResourceExhausted, $"rpc error: code = ResourceExhausted desc = grpc: received message larger than max ({size} vs. {part.Key.MaxMessageBytes})"));
            }
            else
            {
                taken.Add((part.Key, [.. part]));
            }
        }

        // The samplers keep what they took, whatever the balancer answers.
        foreach (var (sampler, part) in taken)
        {
            sampler.Keep(part);
        }

        return refusals.Count == 0
            ? new BackendReply { StatusCode = 200, ContentType = Protobuf, Spans = spans, Take = () => Keep(spans) }
            : BackendReply.Refuse(refusals[0].Status, refusals[0].Message, Protobuf, RpcStatus.Encode(refusals[0].Code, string.Join("; ", refusals.Select(refusal => refusal.Message)))) with { Spans = spans };
    }

    private static int SizeOf(ReceivedSpan span) => 100 + span.Attributes.Sum(static tag => tag.Key.Length + (tag.Value is string text ? text.Length : 8));
}
