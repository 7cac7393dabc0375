using System.Text;

namespace TracedLlm.Generators.Payloads;

/// <summary>The path of a payload field, step by step: a name goes into a property, <see langword="null"/> into every element.</summary>
internal static class PayloadPath
{
    /// <summary>The longest name that the runtime recognises when a document writes it with escapes.</summary>
    private const int MaxNameLength = 128;

    private const string Elements = "[]";

    /// <summary>The steps, or the reason why the path is invalid.</summary>
    public static (List<string?> Steps, string? Problem) Parse(string path)
    {
        List<string?> steps = [];
        foreach (var part in path.Split('.'))
        {
            var name = part;
            var depth = 0;
            for (; name.EndsWith(Elements, StringComparison.Ordinal); depth++)
            {
                name = name.Substring(0, name.Length - Elements.Length);
            }

            if (NameProblem(name) is { } problem)
            {
                return (steps, problem);
            }

            if (name.IndexOfAny(['[', ']']) >= 0)
            {
                return (steps, $"path '{path}' has a bracket that is not a '[]' at the end of a name; write it as 'items[].name'");
            }

            steps.Add(name);
            steps.AddRange(Enumerable.Repeat<string?>(null, depth));
        }

        return (steps, null);
    }

    /// <summary>Why a property cannot have this name; <see langword="null"/> if it can.</summary>
    public static string? NameProblem(string name)
    {
        if (name.Length == 0)
        {
            return "a name in its path is empty; write every name";
        }

        try
        {
            return Length(name) > MaxNameLength ? $"the name '{name}' is longer than {MaxNameLength} bytes; shorten it" : null;
        }
        catch (EncoderFallbackException)
        {
            return "a name in its path is not valid Unicode; correct it";
        }
    }

    public static int Length(string name) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(name);
}
