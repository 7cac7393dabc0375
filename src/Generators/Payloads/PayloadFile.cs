namespace TracedLlm.Generators.Payloads;

/// <summary>One generated file: the half of one payload type.</summary>
internal sealed record PayloadFile(string HintName, PayloadModel Payload)
{
    /// <summary>One file a type, in an order and with names that do not depend on where things are declared.</summary>
    public static IEnumerable<PayloadFile> Group(IEnumerable<PayloadModel> payloads)
    {
        var hintNames = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var payload in payloads.OrderBy(payload => payload.FullName, StringComparer.Ordinal))
        {
            var name = payload.FullName.Replace('+', '.').Replace('`', '_') + ".Payload";
            var unique = name;
            for (var number = 2; !hintNames.Add(unique); number++)
            {
                unique = $"{name}.{number}";
            }

            yield return new(unique + ".g.cs", payload);
        }
    }
}
