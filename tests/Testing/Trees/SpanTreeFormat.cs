namespace TracedLlm.Testing.Trees;

/// <summary>What <see cref="SpanTree.Print"/> shows.</summary>
public sealed record SpanTreeFormat
{
    /// <summary>All attributes, events and links; volatile values replaced.</summary>
    public static SpanTreeFormat Everything { get; } = new();

    /// <summary>Names, kinds and statuses only.</summary>
    public static SpanTreeFormat NamesOnly { get; } = new() { Show = _ => false };

    /// <summary>Which attributes to show, by key; all unless stated. Holds for events and links too.</summary>
    public Func<string, bool> Show { get; init; } = _ => true;

    /// <summary>Applied one after another to every printed value; <see cref="TracedLlm.Testing.Trees.Scrubbers.Default"/> unless stated.</summary>
    public IReadOnlyList<Scrubber> Scrubbers { get; init; } = Trees.Scrubbers.Default;

    /// <summary>Names for span ids and trace ids that the test chose, such as a remote parent's.</summary>
    public IReadOnlyDictionary<string, string> KnownIds { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether events are shown; true unless stated.</summary>
    public bool ShowEvents { get; init; } = true;

    /// <summary>Whether links are shown; true unless stated.</summary>
    public bool ShowLinks { get; init; } = true;

    /// <summary>Whether each attribute has a line of its own, for snapshots of many attributes; false unless stated.</summary>
    public bool AttributesOnLines { get; init; }

    /// <summary>Shows only the attributes whose key starts with one of these.</summary>
    public static SpanTreeFormat Only(params string[] prefixes) =>
        new() { Show = key => prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) };
}
