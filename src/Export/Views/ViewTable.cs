namespace TracedLlm.Export;

/// <summary>What a view makes of each canonical attribute.</summary>
internal sealed class ViewTable
{
    private readonly NameTable<ViewRow> _rows;

    /// <param name="rest">What becomes of a canonical attribute that no row names.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="own">The attributes that the view writes by code: the same from an application would be there twice.</param>
    public ViewTable(Func<string, ViewRow> rest, IEnumerable<ViewRow> rows, IEnumerable<string> own)
    {
        var facts = SpanFacts.Names.ToDictionary(fact => fact.Name, fact => (int)fact.Fact);
        Dictionary<string, ViewRow> all = [];
        foreach (var row in rows)
        {
            all.Add(row.Canonical, row);
        }

        foreach (var name in CanonicalNames.All)
        {
            all.TryAdd(name, rest(name));
        }

        Rows = [.. all.Values];
        var targets = Rows.Where(row => row.Key is not null).Select(row => row.Target).Concat(own);
        foreach (var target in targets.Distinct())
        {
            all.TryAdd(target, ViewRow.Dropped(target));
        }

        _rows = new NameTable<ViewRow>(all.Values.Select(row => KeyValuePair.Create(
            row.Canonical,
            facts.TryGetValue(row.Canonical, out var fact) ? new ViewRow(row.Canonical, row.Target, row.Form) { Fact = fact } : row)));
    }

    /// <summary>The rows of the canonical attributes.</summary>
    public IReadOnlyList<ViewRow> Rows { get; }

    /// <summary>The row of an attribute; <see langword="null"/> if it is not known.</summary>
    public ViewRow? Find(string name) => _rows.TryGet(name, out var row) ? row : null;
}
