using TracedLlm.Bench.Micro.Payloads;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Compares the reader of every API, which creates attributes from a body, and the reader of metadata, which checks every value,
/// with System.Text.Json, which only reads about the same fields.
/// </summary>
internal static class ReaderBars
{
    private const double Percent = 100;

    // Recorded bodies are small: most of the time is spent on attributes, not on JSON. The bar ensures that no API's
    // reader is much slower than the others; PayloadBars measures the speed of reading JSON.
    private static readonly Limits OfRequests = new(Document: 130, Node: 75, SourceGenerated: 180);
    private static readonly Limits OfResponses = new(Document: 260, Node: 130, SourceGenerated: 220);

    // The reader looks up every key, checks the length and the characters of every text, and parses ids.
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

    /// <summary>The largest time of a reader, in percent of each other way to read.</summary>
    private readonly record struct Limits(double Document, double Node, double SourceGenerated);
}
