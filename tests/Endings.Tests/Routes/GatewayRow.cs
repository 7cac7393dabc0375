using TracedLlm.Facts;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Routes;

/// <summary>A row of <c>LlmApiTable</c> as the gateway serves it. The rows come from the table, so a new row is tested automatically.</summary>
internal sealed class GatewayRow
{
    private static readonly LlmApi[] WithoutStreams =
    [
        LlmApi.Embeddings, LlmApi.Rerank, LlmApi.Moderations, LlmApi.Files, LlmApi.Batches, LlmApi.VectorStores, LlmApi.Realtime,
        LlmApi.Converse, LlmApi.InvokeModel, LlmApi.OllamaChat, LlmApi.OllamaGenerate, // Their streams are no server-sent events.
    ];

    private GatewayRow(LlmApiFacts facts)
    {
        Facts = facts;
        var segments = facts.Pattern.Text.Split('/').Select((segment, index) => segment switch
        {
            "{}" => (Template: $"{{id{index}}}", Path: $"id_{index}"),
            "{**}" => (Template: "{**rest}", Path: "v1/anything"),
            _ => (Template: segment, Path: segment.Replace("{model}", RecordedBodies.Model, StringComparison.Ordinal)),
        }).ToList();
        Template = "/v1/" + string.Join('/', segments.Select(segment => segment.Template));
        Path = "/v1/" + string.Join('/', segments.Select(segment => segment.Path));
        Streams = facts.IsRead
            && !WithoutStreams.Contains(facts.Api)
            && facts.Operation is not (Operations.CountTokens or Operations.CreateAgent);
    }

    /// <summary>All rows except those of the method CONNECT, which HTTP/1.1 uses only for tunnels.</summary>
    public static IReadOnlyList<GatewayRow> All { get; } =
        [.. LlmApiTable.Rows.Where(row => row.Method != "CONNECT").Select(row => new GatewayRow(row))];

    public LlmApiFacts Facts { get; }

    /// <summary>The route's pattern.</summary>
    public string Template { get; }

    /// <summary>A path that matches it.</summary>
    public string Path { get; }

    /// <summary>Whether its answers can be event streams.</summary>
    public bool Streams { get; }

    /// <summary>The events of its stream.</summary>
    public IReadOnlyList<SseEvent> Events => RecordedBodies.Stream(Facts);

    /// <summary>Half of the events: the stream has begun and is incomplete.</summary>
    public int HalfOfEvents => Math.Max(1, Events.Count / 2);

    public override string ToString() => $"{Facts.Method} {Facts.Pattern.Text}";
}
