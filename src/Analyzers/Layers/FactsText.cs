using System.Collections.Immutable;
using System.Globalization;

namespace TracedLlm.Analyzers.Layers;

/// <summary>Writes and reads facts as the texts of the attribute: a word, then its values, separated by spaces.</summary>
internal static class FactsText
{
    /// <summary>The version of the format. It changes whenever an older reader would misunderstand a text.</summary>
    public const int Version = 1;

    private const string Implements = "implements";
    private const string Throws = "throws";
    private const string ThrowsDerived = "throws-derived";
    private const string Calls = "calls";
    private const string Runs = "runs";
    private const string Logs = "logs";
    private const string Values = "values";
    private const string Blocks = "blocks";
    private const string Sends = "sends";
    private const string Registers = "registers";
    private const string RegistersTraced = "registers-traced";

    public static ImmutableArray<string> Write(LayerMethodFacts facts) =>
    [
        .. facts.Implements.Select(static method => Join(Implements, method)),
        .. facts.Throws.Select(static thrown => Join(thrown.IsExact ? Throws : ThrowsDerived, thrown.Type)),
        .. facts.Calls.Select(static call => Join(Calls, call.Method, Write(call.Leaves))),
        .. facts.Runs.Select(static parameter => Join(Runs, parameter.ToString(CultureInfo.InvariantCulture))),
        .. facts.Logs is { } log ? [Join(Logs, Write(log.Accepts))] : Array.Empty<string>(),
        .. facts.Values is { } values ? [Join(Values, values)] : Array.Empty<string>(),
        .. facts.Sends.Select(static client => Join(Sends, client.Kind.ToString(), Uri.EscapeDataString(client.Name))),
        .. facts.Registers.Select(static client => Join(client.IsUntraced ? Registers : RegistersTraced, client.Kind.ToString(), Uri.EscapeDataString(client.Name))),
        .. facts.Blocks.Select(static type => Join(Blocks, type)),
    ];

    /// <summary>Reads the texts of one method. A text that this version does not know is left out.</summary>
    public static LayerMethodFacts Read(string method, IEnumerable<string> texts)
    {
        var facts = new LayerMethodFacts(method);
        foreach (var text in texts)
        {
            var end = text.IndexOf(' ');
            facts = end < 0 ? facts : Add(facts, text.Substring(0, end), text.Substring(end + 1));
        }

        return facts;
    }

    private static LayerMethodFacts Add(LayerMethodFacts facts, string word, string value) => word switch
    {
        Implements => facts with { Implements = facts.Implements.Add(value) },
        Throws => facts with { Throws = facts.Throws.Add(new(value, IsExact: true)) },
        ThrowsDerived => facts with { Throws = facts.Throws.Add(new(value, IsExact: false)) },
        Calls when value.Split(' ') is { Length: 2 } parts => facts with { Calls = facts.Calls.Add(new(parts[0], ReadVerdicts(parts[1]))) },
        Runs when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) => facts with { Runs = facts.Runs.Add(ordinal) },
        Logs => facts with { Logs = new(ReadVerdicts(value)) },
        Values => facts with { Values = value },
        Blocks => facts with { Blocks = facts.Blocks.Add(value) },
        Sends when ReadClient(value, isUntraced: false) is { } client => facts with { Sends = facts.Sends.Add(client) },
        Registers when ReadClient(value, isUntraced: true) is { } client => facts with { Registers = facts.Registers.Add(client) },
        RegistersTraced when ReadClient(value, isUntraced: false) is { } client => facts with { Registers = facts.Registers.Add(client) },
        _ => facts,
    };

    private static ClientFact? ReadClient(string text, bool isUntraced) =>
        text.Split(' ') is { Length: 2 } parts && Enum.TryParse<ClientKind>(parts[0], out var kind) ? new ClientFact(kind, Uri.UnescapeDataString(parts[1]), isUntraced) : null;

    // The verdict for other types, then each type with its verdict: "+;-T:Core.BlockedException".
    private static string Write(TypeVerdicts verdicts) =>
        string.Join(";", verdicts.Tested.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => Sign(entry.Value) + entry.Key).Prepend(Sign(verdicts.Others)));

    private static TypeVerdicts ReadVerdicts(string text)
    {
        var parts = text.Split(';');
        return new(
            parts[0] == Sign(true),
            parts.Skip(1).Where(static part => part.Length > 1).ToImmutableDictionary(static part => part.Substring(1), static part => part.StartsWith(Sign(true), StringComparison.Ordinal)));
    }

    private static string Sign(bool verdict) => verdict ? "+" : "-";

    private static string Join(params string[] parts) => string.Join(" ", parts);
}
