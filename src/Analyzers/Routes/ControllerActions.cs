using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the routes of MVC's actions in their attributes.</summary>
internal sealed class ControllerActions(GatewaySymbols symbols)
{
    private static readonly ImmutableDictionary<string, string> Methods = ImmutableDictionary.CreateRange<string, string>(
    [
        new("HttpGetAttribute", "GET"), new("HttpPostAttribute", "POST"), new("HttpPutAttribute", "PUT"),
        new("HttpPatchAttribute", "PATCH"), new("HttpDeleteAttribute", "DELETE"), new("HttpHeadAttribute", "HEAD"),
    ]);

    /// <summary>The endpoints of a traced method, if it is an action with routes of its own.</summary>
    public IEnumerable<Endpoint> Of(IMethodSymbol method, AttributeData traced)
    {
        if (CodePlace.Of(method) is not { } handler)
        {
            yield break;
        }

        var prefixes = Templates(method.ContainingType).Select(static route => route.Template).OfType<string>().ToList();
        foreach (var (template, httpMethod) in Selectors(method))
        {
            var own = template ?? "";
            var patterns = IsAbsolute(own) || prefixes.Count == 0
                ? template is null ? [] : new[] { own }
                : prefixes.Select(prefix => RouteTemplate.Join(prefix, own));
            foreach (var pattern in patterns)
            {
                // A convention of the application may put more in front.
                yield return new Endpoint(handler, method, traced, Named(pattern, method), httpMethod, IsWhole: false);
            }
        }
    }

    /// <summary>The routes of an action; beside one that has a template, an attribute without says the method only.</summary>
    private IEnumerable<(string? Template, string? HttpMethod)> Selectors(IMethodSymbol method)
    {
        var stated = Templates(method).ToList();
        var verb = stated.FirstOrDefault(static route => route.Template is null).HttpMethod;
        return stated.Any(static route => route.Template is not null)
            ? stated.Where(static route => route.Template is not null).Select(route => (route.Template, route.HttpMethod ?? verb))
            : stated;
    }

    private IEnumerable<(string? Template, string? HttpMethod)> Templates(ISymbol symbol)
    {
        var attributes = symbol is INamedTypeSymbol type
            ? MetadataNames.WithBasesOf(type).SelectMany(static one => one.GetAttributes())
            : symbol.GetAttributes();
        return from attribute in attributes
               where attribute.AttributeClass is { } of && of.AllInterfaces.Contains(symbols.RouteTemplateProvider!, SymbolEqualityComparer.Default)
               select (attribute.First().Text(), Methods.TryGetValue(attribute.AttributeClass!.Name, out var httpMethod) ? httpMethod : null);
    }

    private static bool IsAbsolute(string template) =>
        template.StartsWith("/", StringComparison.Ordinal) || template.StartsWith("~/", StringComparison.Ordinal);

    private static string Named(string pattern, IMethodSymbol method)
    {
        const string Suffix = "Controller";
        var controller = method.ContainingType.Name;
        return pattern
            .Replace("[controller]", controller.EndsWith(Suffix, StringComparison.Ordinal) ? controller.Substring(0, controller.Length - Suffix.Length) : controller)
            .Replace("[action]", method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name);
    }
}
