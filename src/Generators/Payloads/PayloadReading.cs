using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>
/// Turns the tree of paths into the statements that read it. Of a key that occurs twice the last one counts, so every key on
/// the way to a variable first puts the variable back to what it was when the object around the key began.
/// </summary>
internal sealed class PayloadReading
{
    private readonly LocalNames _names = new(["json", "contiguous", "cursor"]);
    private readonly List<string> _nameVariables = [];
    private readonly Dictionary<PayloadField, PayloadLocalModel> _locals = [];

    public PayloadReading(IEnumerable<PayloadField> fields)
    {
        foreach (var field in fields)
        {
            var property = field.Property.Name;
            var collects = field.Type.IsStrings && field.Steps.Contains(null);
            _locals[field] = new(
                CSharpText.Identifier(_names.Take(char.ToLowerInvariant(property[0]) + property.Substring(1))),
                collects ? PayloadLocalModel.CollectorType : field.Type.Local,
                collects);
        }
    }

    public IEnumerable<PayloadLocalModel> Locals => _locals.Values;

    /// <summary>The variable's value once the document is read.</summary>
    public string ValueOf(PayloadField field) => _locals[field] is { IsCollector: true } local ? $"{local.Name}.ToArray()" : _locals[field].Name;

    public PayloadValueModel Document(PayloadNode root) => Value(root, null, [], 0);

    /// <param name="node">The value.</param>
    /// <param name="fallback">The value that a variable keeps if the document has no value; only in arrays.</param>
    /// <param name="marks">The variables that remember what each variable was before the element around.</param>
    /// <param name="depth">How many objects are around it.</param>
    private PayloadValueModel Value(PayloadNode node, string? fallback, Dictionary<PayloadField, string> marks, int depth)
    {
        if (node.Field is { } field)
        {
            return new() { Read = Read(field, fallback) };
        }

        if (node.Element is { } element)
        {
            return new() { Element = Element(element, marks, depth) };
        }

        if (_nameVariables.Count == depth)
        {
            _nameVariables.Add(_names.Take("name"));
        }

        var properties = node.Properties.Select(property => new PayloadPropertyModel(
            CSharpText.Literal(property.Name) + "u8",
            PayloadPath.Length(property.Name),
            new(Resets(property.Value, marks)),
            Value(property.Value, property.Value.Field is { } own && marks.TryGetValue(own, out var mark) ? mark : null, marks, depth + 1)));
        return new()
        {
            NameVariable = _nameVariables[depth],
            Properties = new(properties.OrderBy(property => property.Length).ThenBy(property => property.Name, StringComparer.Ordinal)),
        };
    }

    private PayloadValueModel Element(PayloadNode element, Dictionary<PayloadField, string> marks, int depth)
    {
        if (element.Field is { } own)
        {
            return Value(element, _locals[own].Name, marks, depth);
        }

        if (element.Element is not null)
        {
            return Value(element, null, marks, depth);
        }

        var inner = element.Fields.ToDictionary(field => field, field => CSharpText.Identifier(_names.Take(_locals[field].Name.TrimStart('@') + "Before")));
        var statements = inner.Select(mark => $"var {mark.Value} = {_locals[mark.Key].Name}{(_locals[mark.Key].IsCollector ? ".Count" : "")};");
        return Value(element, null, inner, depth) with { Marks = new(statements) };
    }

    private string Read(PayloadField field, string? fallback)
    {
        var local = _locals[field];
        return local.IsCollector ? $"{local.Name}.Read(ref cursor);"
            : fallback is null ? $"{local.Name} = cursor.{field.Type.Read}();"
            : $"{local.Name} = cursor.{field.Type.Read}() ?? {fallback};";
    }

    private IEnumerable<string> Resets(PayloadNode value, Dictionary<PayloadField, string> marks)
    {
        foreach (var field in value.Fields)
        {
            var local = _locals[field];
            var before = marks.TryGetValue(field, out var mark) ? mark : null;
            if (local.IsCollector)
            {
                yield return $"{local.Name}.Truncate({before ?? "0"});";
            }
            else if (value.Field is null)
            {
                yield return $"{local.Name} = {before ?? "null"};";
            }
        }
    }
}
