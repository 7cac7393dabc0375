namespace TracedLlm.Testing.Trees;

/// <summary>The format of <see cref="SpanTree.Print"/>.</summary>
public sealed record SpanTreeFormat
{
    /// <summary>All attributes, events and links; volatile values replaced.</summary>
    public static SpanTreeFormat Everything { get; } = new();

    /// <summary>Names, kinds and statuses only.</summary>
    public static SpanTreeFormat NamesOnly { get; } = new() { Show = _ => false };

    /// <summary>Selects the attributes to show by key, also those of events and links; by default all.</summary>
    public Func<string, bool> Show { get; init; } = _ => true;

    /// <summary>The scrubbers for every printed value, in order; by default <see cref="TracedLlm.Testing.Trees.Scrubbers.Default"/>.</summary>
    public IReadOnlyList<Scrubber> Scrubbers { get; init; } = Trees.Scrubbers.Default;

    /// <summary>Names for span ids and trace ids that the test chose, such as a remote parent's.</summary>
    public IReadOnlyDictionary<string, string> KnownIds { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether events are shown; by default true.</summary>
    public bool ShowEvents { get; init; } = true;

    /// <summary>Whether links are shown; by default true.</summary>
    public bool ShowLinks { get; init; } = true;

    /// <summary>Whether each attribute has its own line, for snapshots with many attributes; by default false.</summary>
    public bool AttributesOnLines { get; init; }

    /// <summary>Shows only the attributes whose key starts with one of the prefixes.</summary>
    public static SpanTreeFormat Only(params string[] prefixes) =>
        new() { Show = key => prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) };
}
