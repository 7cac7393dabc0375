using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3004: <c>[TracedLlmRoute]</c> on a method that no endpoint maps.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RouteNotMapped : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM3004",
        "Route attribute without an endpoint",
        "[TracedLlmRoute] has no effect on '{0}': {1}",
        "TracedLlm.Spans",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "TracedLlm reads the attribute from the handler of an endpoint, which is the lambda, method or action that is mapped. TracedLlm does not read the attribute of any other method, so the requests are not traced.",
        RuleDocumentation.Link("TLM3004"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                var handlers = new MappedHandlers(code);
                start.RegisterSyntaxNodeAction(attribute => Report(attribute, code, handlers), SyntaxKind.Attribute);
            }
        });
    }

    private static void Report(SyntaxNodeAnalysisContext context, TracedCode code, MappedHandlers handlers)
    {
        var attribute = (AttributeSyntax)context.Node;
        var declaration = attribute.Parent?.Parent;
        if (declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || !AttributeNames.Get(context.Compilation).MayBe(attribute, TracedNames.Route, context.CancellationToken)
            || context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: var type }
            || !(GatewaySymbols.Same(type, code.Symbols.TracedRoute) || GatewaySymbols.Same(type.BaseType, code.Symbols.TracedRoute))
            || context.SemanticModel.GetDeclaredSymbol(declaration, context.CancellationToken) is not IMethodSymbol declared)
        {
            return;
        }

        var method = declared.PartialDefinitionPart ?? declared;
        if (method is { ContainingType.TypeKind: TypeKind.Interface, IsStatic: false, IsAbstract: true })
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, attribute.GetLocation(), DiagnosticSeverity.Error, null, null, method.Name, "the attributes of an interface member do not apply to the method that implements it; move the attribute to that method"));
            return;
        }

        if (IsMapped(method, code, context.CancellationToken) || code.Code.PlaceOf(method) is not { } place)
        {
            return;
        }

        var callers = handlers.ThatReach(place, context.CancellationToken);
        if (callers.Count > 0)
        {
            var path = string.Join(" → ", callers[0].PathTo(place).Select(function => code.Code.NameOf(function, context.CancellationToken)));
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                attribute.GetLocation(),
                callers.Select(caller => Location.Create(caller.RootOf(place).Tree, caller.RootOf(place).Span)),
                method.Name,
                $"a mapped handler calls it, but no endpoint maps it; move the attribute to the handler ({path})"));
        }
        else if (IsOnlyHere(method))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, attribute.GetLocation(), method.Name, "no endpoint maps it; map it or remove the attribute"));
        }
    }

    private static bool IsMapped(IMethodSymbol method, TracedCode code, CancellationToken cancellationToken) =>
        IsAction(method)
        || code.Endpoints(cancellationToken).Any(endpoint => endpoint.Template is not null && code.Code.PlaceOf(method) == endpoint.Handler)
        || MethodUses.Contracts(method).Any(contract => !contract.Locations.Any(static location => location.IsInSource))
        || MethodUses.IsHandedOn(method, code, cancellationToken);

    // Frameworks that find handlers by name or base type: MVC's controllers, Razor's pages.
    private static bool IsAction(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary }
        && (method.ContainingType.Name.EndsWith("Controller", StringComparison.Ordinal)
            || MetadataNames.WithBasesOf(method.ContainingType).Any(static type =>
                type.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true
                || type.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ControllerAttribute" or "ApiControllerAttribute" })));

    /// <summary>Whether other assemblies cannot map the method.</summary>
    private static bool IsOnlyHere(IMethodSymbol method)
    {
        if (method.ContainingAssembly.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "InternalsVisibleToAttribute" }))
        {
            return method.DeclaredAccessibility is Accessibility.Private || method.MethodKind == MethodKind.LocalFunction;
        }

        for (ISymbol? symbol = method; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal or Accessibility.NotApplicable)
            {
                return true;
            }
        }

        return false;
    }
}
