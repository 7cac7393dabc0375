using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;

namespace TracedLlm.Endings.Tests.Matrix;

/// <summary>Reads <c>Trees/{ending}.txt</c>, the output of <see cref="EndingTrees.Print"/>.</summary>
internal sealed class ExpectedTrees
{
    private readonly Dictionary<string, List<Section>> _files = [];

    /// <summary>The expected tree of a request.</summary>
    public string Tree(Exchange exchange) => SectionOf(exchange).Tree;

    /// <summary>The expected attributes of the response; empty if there are none.</summary>
    public string Response(Exchange exchange) =>
        SectionOf(exchange).Responses.Find(response => response.Routes.Exists(routes => Names(routes, exchange.Row))).Text ?? "";

    private Section SectionOf(Exchange exchange)
    {
        var ending = exchange.Ending.Name;
        if (!_files.TryGetValue(ending, out var sections))
        {
            _files[ending] = sections = [.. Read(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Trees", ending + ".txt")))];
        }

        return sections.Find(section => section.Routes.Exists(routes => Names(routes, exchange.Row)))
            ?? throw new InvalidDataException($"{ending} has no tree of {exchange.Row}.");
    }

    // "every route", an API, or an API and some of its routes.
    private static bool Names(string routes, GatewayRow row) =>
        routes == "every route"
        || routes == $"{row.Facts.Api}"
        || (routes.Split(": ", 2) is [var api, var some] && api == $"{row.Facts.Api}" && some.Split(", ").Contains($"{row}"));

    private static IEnumerable<Section> Read(string[] lines)
    {
        for (var index = 0; index < lines.Length;)
        {
            var routes = Take(line => line.StartsWith("# ", StringComparison.Ordinal)).ConvertAll(line => line[2..]);
            Take(line => line.Length == 0);
            var tree = string.Join('\n', Take(line => line.Length > 0));
            Take(line => line.Length == 0);
            List<(List<string> Routes, string Text)> responses = [];
            while (index < lines.Length && lines[index] is { Length: > 0 } heading && heading[0] != '#')
            {
                index++;
                var text = Take(line => line.StartsWith("    ", StringComparison.Ordinal)).ConvertAll(line => line[4..]);
                responses.Add(([.. heading[..^1].Split("; ")], string.Join("\n    ", text)));
            }

            Take(line => line.Length == 0);
            yield return new Section(routes, tree, responses);

            List<string> Take(Func<string, bool> belongs)
            {
                List<string> taken = [.. lines.Skip(index).TakeWhile(belongs)];
                index += taken.Count;
                return taken;
            }
        }
    }

    private sealed record Section(List<string> Routes, string Tree, List<(List<string> Routes, string Text)> Responses);
}
