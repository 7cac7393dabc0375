using System.Numerics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>
/// A view's table. Its rows are compiled at start: one look-up finds the row of an attribute, and each kind of span has a list of the
/// fields to be written.
/// </summary>
internal sealed class ViewTable
{
    private readonly NameTable<ViewRow> _rows;
    private readonly (ulong Slots, AttributeField Field)[][] _fieldsOfScope;
    private readonly NameTable<ContentRow> _contentOfRequest;
    private readonly bool _hasContent;
    private readonly MemberField[] _members;

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

        foreach (var name in CanonicalNames.All)
        {
            all.TryAdd(name, rest(name));
        }

        Rows = [.. all.Values];
        Fields = [.. fields];
        _members = [.. members ?? []];
        BindSlots();
        BindFields();
        _contentOfRequest = new(Rows.OfType<ContentRow>().Where(row => row.IsOfRequest).Select(row => KeyValuePair.Create(row.Canonical, row)));
        _hasContent = Rows.OfType<ContentRow>().Any();
        _fieldsOfScope = [.. Enumerable.Range(0, BitOperations.PopCount((uint)SpanScope.Every)).Select(
            bit => Fields.Where(field => field.Scope.HasFlag((SpanScope)(1 << bit))).Select(field => (field.Slots, field)).ToArray())];

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

    /// <summary>The fields, in the order in which they are written.</summary>
    public IReadOnlyList<AttributeField> Fields { get; }

    /// <summary>The members of the backend's metadata that are fields.</summary>
    public IReadOnlyList<MemberField> Members => _members;

    /// <summary>The row of an attribute; <see langword="null"/> if the table has none.</summary>
    public ViewRow? Find(string name) => _rows.TryGet(name, out var row) ? row : null;

    /// <summary>Reads the values that fields share, and writes the fields. All attributes of the span are known.</summary>
    public void WriteFields(ref ViewedSpan span)
    {
        if (span.Role == SpanRole.Root && _hasContent)
        {
            ReadContentOfRequest(ref span);
        }
        else if (span.Role == SpanRole.Request && !span.LeavesUsage)
        {
            span.Tokens = new(span);
            span.Cost = new(span);
        }

        foreach (var (slots, field) in _fieldsOfScope[BitOperations.TrailingZeroCount((uint)span.Scope)])
        {
            if (span.HasAny(slots))
            {
                field.Write(span);
            }
        }
    }

    /// <summary>Writes the members of the backend's metadata that are fields.</summary>
    public void WriteMembers(ref JsonOut json, in ViewedSpan span)
    {
        foreach (var member in _members)
        {
            if (member.IsOn(span))
            {
                member.Write(ref json, span);
            }
        }
    }

    /// <summary>Gives a root the content of its request instead of its own, as far as a joined trace allows.</summary>
    private void ReadContentOfRequest(ref ViewedSpan span)
    {
        span.ClearContent();
        if (span.Request?.LlmRequest() is not { } request)
        {
            return;
        }

        var (hasInput, hasOutput) = (span.MaySet("input"), span.MaySet("output"));
        foreach (ref readonly var tag in request.EnumerateTagObjects())
        {
            if (_contentOfRequest.TryGet(tag.Key, out var row) && tag.Value is { } value && (row.IsInput ? hasInput : hasOutput))
            {
                span.Keep(row.Slot, value);
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
        var facts = SpanFacts.Names.ToDictionary(fact => fact.Name, fact => SpanSlots.Find(fact.Fact));
        var free = SpanSlots.FirstFree;
        foreach (var row in Rows)
        {
            if (row.OwnSlot is { } own)
            {
                row.Bind(own);
            }
            else if (facts.TryGetValue(row.Canonical, out var fact))
            {
                row.Bind(fact);
            }
            else if (row.Fields.Count > 0)
            {
                row.Bind(free < SpanSlots.Count ? free++ : throw new ArgumentException($"The table keeps more values than {nameof(SpanSlots)} has room for.", "rows"));
            }
        }
    }
}
