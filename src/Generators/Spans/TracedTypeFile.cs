using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>One generated file: the traced methods of one type.</summary>
internal sealed record TracedTypeFile(string HintName, TracedTypeModel Type, EquatableArray<TracedMethodModel> Methods)
{
    /// <summary>One file a type, in an order and with names that do not depend on where things are declared.</summary>
    public static IEnumerable<TracedTypeFile> Group(IEnumerable<TracedMethodModel> methods)
    {
        var hintNames = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var types = methods
            .Distinct()
            .GroupBy(method => method.Type)
            .OrderBy(type => type.Key.FullName, StringComparer.Ordinal)
            .ThenBy(type => string.Concat(type.Key.Headers), StringComparer.Ordinal);
        foreach (var type in types)
        {
            var name = type.Key.FullName.Replace('+', '.').Replace('`', '_');
            var unique = name;
            for (var number = 2; !hintNames.Add(unique); number++)
            {
                unique = $"{name}.{number}";
            }

            yield return new(unique + ".g.cs", type.Key, new(type.OrderBy(method => method.Signature, StringComparer.Ordinal)));
        }
    }
}
