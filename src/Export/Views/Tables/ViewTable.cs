using System.Numerics;

namespace TracedLlm.Export;

/// <summary>
/// A view's table. Its rows are compiled at start: one look-up finds the row of an attribute, and each kind of span has a list of the
/// fields to be written.
/// </summary>
internal sealed class ViewTable
{
    private readonly NameTable<ViewRow> _rows;
    private readonly AttributeField[][] _fieldsOfScope;
    private readonly int[] _tokenSlots = SlotsOf<TokenBucket>();
    private readonly int[] _costSlots = SlotsOf<CostPart>();
    private readonly ContentRow[] _content;
    private readonly NameTable<ContentRow> _contentOnRoot;

    /// <param name="rest">Makes the row of a canonical attribute that <paramref name="rows"/> do not name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="fields">The fields of the rows, and those that the view makes without rows, in the order in which they are written.</param>
    /// <param name="members">The members of the backend's metadata among the fields of the rows.</param>
    public ViewTable(
        Func<string, ViewRow> rest,
        IReadOnlyList<ViewRow> rows,
        IReadOnlyList<AttributeField> fields,
        IReadOnlyList<MemberField>? members = null)
    {
        Dictionary<string, ViewRow> all = [];
        foreach (var row in rows)
        {
            all.Add(row.Canonical, row);
        }

        NamedRows = rows.Count;
        foreach (var name in CanonicalNames.All)
        {
            all.TryAdd(name, rest(name));
        }

        Rows = [.. all.Values];
        Fields = [.. fields];
        Members = [.. members ?? []];
        BindFields();
        BindSlots();
        _content = [.. Rows.OfType<ContentRow>()];
        _contentOnRoot = new(_content.Where(row => SpanContent.IsOnRoot(row.Kind)).Select(row => KeyValuePair.Create(row.Canonical, row)));
        _fieldsOfScope = [.. Enumerable.Range(0, BitOperations.PopCount((uint)SpanScope.Every)).Select(
            bit => Fields.Where(field => field.Scope.HasFlag((SpanScope)(1 << bit))).ToArray())];

        // An application's attribute with a name that the view writes itself would be there twice.
        var written = Rows.Where(row => row.Key is not null).Select(row => row.Target)
            .Concat(Fields.Where(field => field.IsReserved).Select(field => field.Name));
        foreach (var name in written.Distinct())
        {
            all.TryAdd(name, ViewRow.Dropped(name));
        }

        _rows = new NameTable<ViewRow>(all.Values.Select(row => KeyValuePair.Create(row.Canonical, row)));
    }

    /// <summary>The rows of the canonical attributes, those that the view names first.</summary>
    public IReadOnlyList<ViewRow> Rows { get; }

    /// <summary>How many rows the view names; the others follow its rule for the rest.</summary>
    public int NamedRows { get; }

    /// <summary>The fields, in the order in which they are written.</summary>
    public IReadOnlyList<AttributeField> Fields { get; }

    /// <summary>The members of the backend's metadata that are fields.</summary>
    public IReadOnlyList<MemberField> Members { get; }

    /// <summary>The row of an attribute; <see langword="null"/> if the table has none.</summary>
    public ViewRow? Find(string name) => _rows.TryGet(name, out var row) ? row : null;

    /// <summary>Reads the values that fields share, and writes the fields. All attributes of the span are known.</summary>
    public void WriteFields(ref ViewedSpan span)
    {
        ReadContent(ref span);
        if (span.Role == SpanRole.Request)
        {
            span.Tokens = new(span, _tokenSlots);
            span.Cost = new(Amount(span, CostPart.Input), Amount(span, CostPart.Output), Amount(span, CostPart.Total));
        }

        foreach (var field in _fieldsOfScope[BitOperations.TrailingZeroCount((uint)span.Scope)])
        {
            field.Write(span);
        }
    }

    private static int[] SlotsOf<TPart>()
        where TPart : struct, Enum
    {
        var slots = new int[Enum.GetValues<TPart>().Length];
        Array.Fill(slots, -1);
        return slots;
    }

    private double? Amount(in ViewedSpan span, CostPart part) => _costSlots[(int)part] is >= 0 and var slot ? span.Amount(slot) : null;

    /// <summary>Reads the content of a span. A root shows the content of its request, as far as a joined trace allows.</summary>
    private void ReadContent(ref ViewedSpan span)
    {
        var isRoot = span.Role == SpanRole.Root;
        foreach (var row in _content)
        {
            if (!isRoot || !SpanContent.IsOnRoot(row.Kind))
            {
                span.Content[(int)row.Kind] = span[row.Slot];
            }
        }

        if (!isRoot || _content.Length == 0 || span.Request?.LlmRequest() is not { } request)
        {
            return;
        }

        var (hasInput, hasOutput) = (span.MaySet("input"), span.MaySet("output"));
        foreach (ref readonly var tag in request.EnumerateTagObjects())
        {
            if (_contentOnRoot.TryGet(tag.Key, out var row) && (SpanContent.IsInput(row.Kind) ? hasInput : hasOutput))
            {
                span.Content[(int)row.Kind] = tag.Value;
            }
        }
    }

    private void BindFields()
    {
        foreach (var field in Fields.Concat<ViewField>(Members))
        {
            field.Bind([.. Rows.Where(row => row.Fields.Contains(field))]);
        }

        if (Rows.SelectMany(row => row.Fields).Except(Fields.Concat<ViewField>(Members)).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"The field '{unknown.Name}' of a row is not among the fields of its table.", "fields");
        }
    }

    private void BindSlots()
    {
        var facts = SpanFacts.Names.ToDictionary(fact => fact.Name, fact => (int)fact.Fact);
        var next = facts.Count;
        foreach (var row in Rows)
        {
            if (facts.TryGetValue(row.Canonical, out var slot) || (row.Fields.Count > 0 && (slot = next++) < SpanSlots.Count))
            {
                row.Bind(slot);
            }
            else if (row.Fields.Count > 0)
            {
                throw new ArgumentException($"The table keeps more values than the {SpanSlots.Count} that {nameof(SpanSlots)} has room for.", "rows");
            }

            switch (row)
            {
                case UsageRow usage:
                    _tokenSlots[(int)usage.Bucket] = row.Slot;
                    break;
                case CostRow cost:
                    _costSlots[(int)cost.Part] = row.Slot;
                    break;
            }
        }
    }
}
