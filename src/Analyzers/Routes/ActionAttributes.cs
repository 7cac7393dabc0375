using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Reads the MVC attributes that define the routes and the names of controllers and actions.</summary>
internal sealed class ActionAttributes(GatewaySymbols symbols)
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    // Attributes with the template as their only argument.
    private static readonly ImmutableDictionary<string, string?> Methods = ImmutableDictionary.CreateRange<string, string?>(
    [
        new(Mvc + "HttpGetAttribute", "GET"), new(Mvc + "HttpPostAttribute", "POST"), new(Mvc + "HttpPutAttribute", "PUT"),
        new(Mvc + "HttpPatchAttribute", "PATCH"), new(Mvc + "HttpDeleteAttribute", "DELETE"), new(Mvc + "HttpHeadAttribute", "HEAD"),
        new(Mvc + "HttpOptionsAttribute", "OPTIONS"), new(Mvc + "RouteAttribute", null),
    ]);

    /// <summary>The routes of an action or a controller. The routes of a controller replace the routes of its base types.</summary>
    public IReadOnlyList<ActionRoute> RoutesOf(ISymbol symbol)
    {
        IEnumerable<ISymbol> levels = symbol is INamedTypeSymbol type ? MetadataNames.WithBasesOf(type) : [symbol];
        return levels.Select(one => one.GetAttributes().Where(IsRoute).SelectMany(Read).ToList()).FirstOrDefault(static routes => routes.Count > 0) ?? [];
    }

    /// <summary>The value of the token <c>[action]</c>.</summary>
    public static string ActionOf(IMethodSymbol method) =>
        Argument(method, Mvc + "ActionNameAttribute")
        ?? (method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name);

    /// <summary>The value of the token <c>[controller]</c>.</summary>
    public static string ControllerOf(IMethodSymbol method)
    {
        const string Suffix = "Controller";
        var controller = method.ContainingType.Name;
        return controller.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? controller.Substring(0, controller.Length - Suffix.Length) : controller;
    }

    /// <summary>The value of the token <c>[area]</c>; <see langword="null"/> without an area.</summary>
    public static string? AreaOf(IMethodSymbol method) =>
        MetadataNames.WithBasesOf(method.ContainingType).Prepend<ISymbol>(method).Select(static one => Argument(one, Mvc + "AreaAttribute")).FirstOrDefault(static area => area is not null);

    private bool IsRoute(AttributeData attribute) =>
        attribute.AttributeClass is { } type && type.AllInterfaces.Contains(symbols.RouteTemplateProvider!, SymbolEqualityComparer.Default);

    private static IEnumerable<ActionRoute> Read(AttributeData attribute)
    {
        var name = MetadataNames.FullName(attribute.AttributeClass!);
        return Methods.TryGetValue(name, out var method) ? [new ActionRoute(attribute.First().Text(), method)]
            : name == Mvc + "AcceptVerbsAttribute" ? Verbs(attribute).Select(verb => new ActionRoute(attribute.Named("Route").Text(), verb))
            : [new ActionRoute(null, null, IsKnown: false)];
    }

    private static IEnumerable<string?> Verbs(AttributeData attribute) => attribute.First() is { Kind: TypedConstantKind.Array } several
        ? several.Values.Select(static verb => verb.Text()?.ToUpperInvariant())
        : [attribute.First().Text()?.ToUpperInvariant()];

    private static string? Argument(ISymbol symbol, string attributeName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => MetadataNames.Is(attribute.AttributeClass, attributeName))?.First().Text();
}
