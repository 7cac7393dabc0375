using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>
/// Something that a view writes after all attributes of a span are known, from the values of its rows, by a function. A field belongs to
/// one table.
/// </summary>
/// <param name="name">Its name at the backend.</param>
/// <param name="scope">The spans that it is written on.</param>
internal abstract class ViewField(string name, SpanScope scope)
{
    private ViewRow[]? _rows;

    /// <summary>Its name at the backend; <c>*</c> stands for numbers.</summary>
    public string Name { get; } = name;

    /// <summary>The spans that it is written on.</summary>
    public SpanScope Scope { get; } = scope;

    /// <summary>The rows whose values it is made of, in the table's order.</summary>
    public ReadOnlySpan<ViewRow> Rows => _rows;

    /// <summary>Whether the field may have a value on a span that has no value for any of its rows.</summary>
    public bool IsWrittenWithoutRows { get; init; }

    /// <summary>The mask of the slots of the rows; the field is left out on spans that have no value in them.</summary>
    public ulong Slots { get; private set; }

    /// <summary>Gives the field its rows.</summary>
    public void Bind(ViewRow[] rows)
    {
        _rows = _rows is null ? rows : throw new InvalidOperationException($"The field '{Name}' is in two tables.");
        Slots = IsWrittenWithoutRows ? SpanSlots.Always : 0;
        foreach (var row in rows)
        {
            Slots |= 1UL << row.Slot;
        }
    }

    /// <summary>Whether the scope and the rows of the field allow it on a span.</summary>
    public bool IsOn(in ViewedSpan span) => (Scope & span.Scope) != 0 && span.HasAny(Slots);

    /// <summary>The value of the first row that has one.</summary>
    public object? ReadValue(in ViewedSpan span)
    {
        if (_rows is [var only])
        {
            return only.ReadValue(span);
        }

        foreach (var row in _rows!)
        {
            if (row.ReadValue(span) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
