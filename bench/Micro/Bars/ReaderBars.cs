using TracedLlm.Bench.Micro.Payloads;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// The reader of every API, which makes attributes of a body, and that of metadata, which checks every value, beside what
/// System.Text.Json takes to read about the same fields and make nothing of them.
/// </summary>
internal static class ReaderBars
{
    private const double Percent = 100;

    // Recorded bodies are small: most of the time goes into attributes, not into the JSON. What is bounded is that no API's
    // reader falls behind the others; how fast JSON is stepped over is what PayloadBars measures.
    private static readonly Limits OfRequests = new(Document: 130, Node: 75, SourceGenerated: 180);
    private static readonly Limits OfResponses = new(Document: 260, Node: 130, SourceGenerated: 220);

    // Every key is looked up, every text checked for its length and for control characters, ids are parsed.
    private static readonly Limits OfMetadata = new(Document: 900, Node: 180, SourceGenerated: 400);

    public static IEnumerable<Bar> Measure()
    {
        foreach (var body in ApiBody.All)
        {
            var readers = new ApiReaders(body);
            foreach (var bar in Beside(
                body.Name,
                body.IsRequest ? OfRequests : OfResponses,
                readers.Generated,
                readers.Document,
                readers.Node,
                readers.SourceGenerated))
            {
                yield return bar;
            }
        }

        var metadata = new MetadataReaders();
        foreach (var bar in Beside("metadata", OfMetadata, metadata.Generated, metadata.Document, metadata.Node, metadata.SourceGenerated))
        {
            yield return bar;
        }
    }

    private static IEnumerable<Bar> Beside(string name, Limits limits, Func<int> generated, Func<int> document, Func<int> node, Func<int> sourceGenerated)
    {
        foreach (var (other, read, most) in new[] { ("JsonDocument", document, limits.Document), ("JsonNode", node, limits.Node), ("source-generated", sourceGenerated, limits.SourceGenerated) })
        {
            var (measured, floor) = InterleavedTiming.Ratio(read, generated);
            yield return new Bar($"reader, {name}: of {other}", measured * Percent, most, floor * Percent, "%");
        }
    }

    /// <summary>The most that a reader may take, in percent of each other.</summary>
    private readonly record struct Limits(double Document, double Node, double SourceGenerated);
}
