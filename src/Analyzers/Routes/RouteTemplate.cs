using TracedLlm.Facts;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Splits route templates into segments as ASP.NET Core does.</summary>
internal static class RouteTemplate
{
    public static RouteSegment[] Segments(string template)
    {
        var text = template.StartsWith("~/", StringComparison.Ordinal) ? template.Substring(2) : template;
        return [.. Split(text).Where(static segment => segment.Length > 0).Select(Segment)];
    }

    /// <summary>Joins the template of a group and the template of an endpoint.</summary>
    public static string Join(string prefix, string template) =>
        prefix.Length == 0 ? template
        : template.Length == 0 ? prefix
        : $"{prefix.TrimEnd('/')}/{template.TrimStart('/')}";

    // A constraint may contain slashes.
    private static IEnumerable<string> Split(string template)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i < template.Length; i++)
        {
            switch (template[i])
            {
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '/' when depth <= 0:
                    yield return template.Substring(start, i - start);
                    start = i + 1;
                    break;
            }
        }

        yield return template.Substring(start);
    }

    private static RouteSegment Segment(string text)
    {
        var plain = new System.Text.StringBuilder();
        string? first = null;
        for (var i = 0; i < text.Length;)
        {
            // A doubled brace is the brace itself.
            if (text[i] is not '{' || IsDoubled(text, i))
            {
                i += text[i] is '{' or '}' && IsDoubled(text, i) ? 1 : 0;
                plain.Append(text[i++]);
                continue;
            }

            var end = EndOfParameter(text, i);
            var parameter = text.Substring(i + 1, Math.Max(0, end - i - 1));
            first ??= Name(parameter);
            plain.Append(parameter.StartsWith("*", StringComparison.Ordinal) ? RouteSegment.CatchAll : RouteSegment.AnyParameter);
            i = end + 1;
        }

        return new RouteSegment(plain.ToString(), first);
    }

    private static bool IsDoubled(string text, int index) => index + 1 < text.Length && text[index + 1] == text[index];

    private static int EndOfParameter(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && IsDoubled(text, i))
            {
                i++;
            }
            else if (text[i] == '}')
            {
                return i;
            }
        }

        return text.Length;
    }

    private static string Name(string parameter)
    {
        var name = parameter.TrimStart('*');
        var end = name.IndexOfAny([':', '=', '?']);
        return end < 0 ? name : name.Substring(0, end);
    }
}
