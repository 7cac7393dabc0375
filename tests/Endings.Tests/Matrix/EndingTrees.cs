using System.Text;
using System.Text.RegularExpressions;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Endings.Tests.Matrix;

/// <summary>Prints the trees of one ending on many routes: each tree once, with the routes that have it.</summary>
internal static partial class EndingTrees
{
    private static readonly string[] Shown =
    [
        "litellm.outcome", "litellm.late", "litellm.level", "litellm.cache_hit", "litellm.cost.", "litellm.attempt.index",
        "litellm.attempt.kind", "litellm.retries", "litellm.fallbacks", "litellm.guardrail.", "litellm.error.code", "litellm.response.unread",
        "http.response.status_code", "error.type",
    ];

    // Attributes with values of the API, which differ between routes.
    private static readonly string[] OfResponse = ["gen_ai.response.finish_reasons", "gen_ai.usage.", "litellm.usage."];

    public static string Print(IEnumerable<(Exchange Exchange, IReadOnlyList<ReceivedSpan> Spans)> requests)
    {
        var all = requests.Select(request => (request.Exchange.Row, Tree: Tree(request.Exchange, request.Spans), Response: Response(request.Spans))).ToList();
        var rows = all.Select(request => request.Row).ToList();
        var text = new StringBuilder();
        foreach (var tree in all.GroupBy(request => request.Tree))
        {
            text.Append("# ").AppendJoin("\n# ", Routes([.. tree.Select(request => request.Row)], rows)).Append("\n\n").Append(tree.Key).Append("\n\n");
            foreach (var response in tree.GroupBy(request => request.Response, request => request.Row).Where(response => response.Key.Length > 0))
            {
                text.AppendJoin("; ", Routes([.. response], rows)).Append(":\n    ").Append(response.Key).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The tree of one request.</summary>
    public static string Tree(Exchange exchange, IReadOnlyList<ReceivedSpan> spans)
    {
        var operation = exchange.Row.Facts.Operation + " ";
        var format = SpanTreeFormat.Only(Shown) with { KnownIds = new Dictionary<string, string> { [exchange.CallerSpan] = "the caller" } };
        return SpanTree.Print(
            spans.Select(span => span with
            {
                Name = span.Name.StartsWith(operation, StringComparison.Ordinal) ? "{operation} " + span.Name[operation.Length..] : span.Name,
                StatusMessage = Number().Replace(span.StatusMessage, "<number>"),
            }),
            format);
    }

    /// <summary>The attributes of the spans with values of the API.</summary>
    public static string Response(IReadOnlyList<ReceivedSpan> spans) => string.Join("\n    ", spans
        .Select(span => (span.Name, Said: span.Attributes.Where(attribute => OfResponse.Any(name => attribute.Key.StartsWith(name, StringComparison.Ordinal))).ToList()))
        .Where(span => span.Said.Count > 0)
        .Select(span => $"{span.Name} {ReceivedAttributes.FromPairs(span.Said.OrderBy(said => said.Key, StringComparer.Ordinal).Select(said => (said.Key, said.Value)))}"));

    private static IEnumerable<string> Routes(List<GatewayRow> rows, List<GatewayRow> all) => rows.Count == all.Count
        ? ["every route"]
        : rows.GroupBy(row => row.Facts.Api).Select(api => api.Count() == all.Count(row => row.Facts.Api == api.Key)
            ? $"{api.Key}"
            : $"{api.Key}: {string.Join(", ", api)}");

    // A port or the number of missing bytes.
    [GeneratedRegex("[0-9]{2,}")]
    private static partial Regex Number();
}
