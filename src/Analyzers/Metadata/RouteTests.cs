using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>Decides tests of the request's path for one route.</summary>
internal sealed class RouteTests(Endpoint endpoint)
{
    private readonly string? _template = endpoint.Template is { } template ? "/" + template.TrimStart('~').Trim('/') : null;

    /// <summary>The outcome of a test; <see langword="null"/> if it differs between the requests of the route, or if nobody knows.</summary>
    public bool? Decide(Test test) =>
        test.Subject is { Root.Kind: RootKind.RequestPath, Path.IsEmpty: true } && test.Operand is string operand && _template is { } template
            ? test.Kind switch
            {
                TestKind.IsPresent => true,
                TestKind.Equals => IsEqual(template, operand.TrimEnd('/')),
                TestKind.StartsWith => Starts(template, operand),
                TestKind.EndsWith => Ends(template, operand),
                TestKind.Contains => Contains(template, operand),
                _ => null,
            }
            : null;

    private bool? IsEqual(string template, string path)
    {
        var expected = template.Split('/');
        var actual = path.Split('/');
        if (template.IndexOf("**", StringComparison.Ordinal) >= 0)
        {
            return null;
        }

        if (!endpoint.IsWhole)
        {
            return actual.Length < expected.Length || !IsLiteral(template) ? actual.Length < expected.Length ? false : null
                : Ends(path, template) == true ? actual.Length == expected.Length ? true : null
                : false;
        }

        return actual.Length != expected.Length || expected.Where((segment, index) => IsLiteral(segment) && !Same(segment, actual[index])).Any() ? false
            : expected.All(IsLiteral) ? true
            : null;
    }

    private bool? Starts(string template, string start)
    {
        if (!endpoint.IsWhole)
        {
            return null;
        }

        var literal = IsLiteral(template) ? template : template.Substring(0, template.IndexOf('{'));
        return literal.StartsWith(start, StringComparison.OrdinalIgnoreCase) ? true
            : !IsLiteral(template) && start.StartsWith(literal, StringComparison.OrdinalIgnoreCase) ? null
            : false;
    }

    private bool? Ends(string template, string end)
    {
        var literal = template.Substring(template.LastIndexOf('}') + 1);
        return literal.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? true
            : (!endpoint.IsWhole || !IsLiteral(template)) && end.EndsWith(literal, StringComparison.OrdinalIgnoreCase) ? null
            : false;
    }

    private bool? Contains(string template, string part) =>
        template.Split('{', '}').Where(static (_, index) => index % 2 == 0).Any(literal => literal.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0) ? true
        : endpoint.IsWhole && IsLiteral(template) ? false
        : null;

    private static bool IsLiteral(string text) => text.IndexOf('{') < 0;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
