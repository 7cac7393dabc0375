using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>A set of names of fields, which is searched without a string for the name.</summary>
internal sealed class FieldNames
{
    public static readonly FieldNames None = new([]);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;

    private FieldNames(IEnumerable<string> names)
    {
        All = names.ToFrozenSet(StringComparer.Ordinal);
        _names = All.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public FrozenSet<string> All { get; }

    /// <summary>The names in <paramref name="lines"/>, separated by spaces.</summary>
    public static FieldNames Parse(params IEnumerable<string> lines) => new(lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    public bool Contains(ReadOnlySpan<char> name) => _names.Contains(name);
}
