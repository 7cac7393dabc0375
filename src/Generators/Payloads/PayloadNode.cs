using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>A value of the document while the paths of a map are merged into one tree.</summary>
internal sealed class PayloadNode
{
    private readonly List<(string Name, PayloadNode Value)> _properties = [];
    private PayloadNode? _element;

    /// <summary>The field that keeps this value.</summary>
    public PayloadField? Field { get; private set; }

    public IReadOnlyList<(string Name, PayloadNode Value)> Properties => _properties;

    public PayloadNode? Element => _element;

    /// <summary>All fields of this value and the values below it.</summary>
    public IEnumerable<PayloadField> Fields => Field is { } own
        ? [own]
        : _properties.Select(property => property.Value).Concat(_element is { } element ? [element] : []).SelectMany(value => value.Fields);

    /// <summary>Adds a field. Returns the reason if its path conflicts with another path.</summary>
    public string? Add(PayloadField field)
    {
        var node = this;
        foreach (var step in field.Steps)
        {
            if (node.Field is { } above)
            {
                return $"its path goes through '{above.Path}', which '{above.Property.Name}' reads";
            }

            if (step is null ? node._properties.Count > 0 : node._element is not null)
            {
                var other = node.Fields.First();
                return $"the path '{other.Path}' of '{other.Property.Name}' expects an {(step is null ? "object" : "array")} where its own path expects an {(step is null ? "array" : "object")}";
            }

            node = step is null ? node._element ??= new() : node.Property(step);
        }

        if (node.Fields.FirstOrDefault() is { } taken)
        {
            return taken.Path == field.Path
                ? $"'{taken.Property.Name}' already reads the path '{field.Path}'"
                : $"the path '{taken.Path}' of '{taken.Property.Name}' goes through it";
        }

        node.Field = field;
        return null;
    }

    private PayloadNode Property(string name)
    {
        foreach (var (known, value) in _properties)
        {
            if (known == name)
            {
                return value;
            }
        }

        var added = new PayloadNode();
        _properties.Add((name, added));
        return added;
    }
}
