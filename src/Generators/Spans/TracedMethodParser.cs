using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>
/// Turns a traced method into the model of its generated half and into its problems. The generator and the analyzers use
/// the same parser, so they agree.
/// </summary>
internal static class TracedMethodParser
{
    /// <param name="method">Any method; either half of a partial one.</param>
    /// <param name="symbols">The runtime's types in the method's compilation.</param>
    /// <param name="cancellationToken">Stops the reading of syntax.</param>
    public static TracedMethodResult Parse(IMethodSymbol method, KnownSymbols symbols, CancellationToken cancellationToken)
    {
        method = method.PartialDefinitionPart ?? method;
        var attributes = TracedAttributes.Find(method).ToList();
        if (attributes.Count == 0)
        {
            return TracedMethodResult.Nothing;
        }

        var syntax = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) as MethodDeclarationSyntax;
        var location = Place(method, syntax, attributes[0].Attribute, cancellationToken);
        var problems = ImmutableArray.CreateBuilder<TracedMethodProblem>();
        if (PartialDeclaration.Obstacle(method, syntax, symbols) is { } obstacle)
        {
            // The middleware alone traces a route that is not partial.
            if (obstacle is { Rule.Id: "TLM3001", ReportedByGenerator: false } && attributes.All(attribute => attribute.Kind == TracedSpanKind.Route))
            {
                return TracedMethodResult.Nothing;
            }

            problems.Add(new(obstacle.Rule, location, [Called(method), .. obstacle.Arguments], obstacle.ReportedByGenerator));
            return new(null, problems.ToImmutable());
        }

        var failure = Failure(method, syntax!, attributes, symbols, cancellationToken);
        if (failure is var (rule, place, arguments))
        {
            problems.Add(new(rule, place, [method.Name, .. arguments], ReportedByGenerator: false));
        }

        var model = Model(method, syntax!, attributes[0].Attribute, attributes[0].Kind, failure?.Rule, symbols, problems, cancellationToken);
        return new(model, problems.ToImmutable());
    }

    private static string Called(IMethodSymbol method) => method.MethodKind == MethodKind.AnonymousFunction ? "lambda" : method.Name;

    /// <summary>The name of the method. A lambda has no name, so its place is the attribute.</summary>
    private static Location Place(IMethodSymbol method, MethodDeclarationSyntax? syntax, AttributeData attribute, CancellationToken cancellationToken) =>
        syntax?.Identifier.GetLocation()
        ?? (method.MethodKind == MethodKind.AnonymousFunction ? Place(attribute, cancellationToken) : method.Locations.FirstOrDefault())
        ?? Location.None;

    private static Location? Place(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();

    /// <summary>The reason why the generated half can only throw, although the declaration compiles, and its place.</summary>
    private static (DiagnosticDescriptor Rule, Location Location, string[] Arguments)? Failure(
        IMethodSymbol method,
        MethodDeclarationSyntax syntax,
        List<(AttributeData Attribute, TracedSpanKind Kind)> attributes,
        KnownSymbols symbols,
        CancellationToken cancellationToken)
    {
        var name = syntax.Identifier.GetLocation();
        if (attributes.Count > 1)
        {
            return (TracedMethodRules.Untraceable, Place(attributes[1].Attribute, cancellationToken) ?? name, ["it has more than one tracing attribute; keep one"]);
        }

        if (SpanStartParser.IsUnnamed(attributes[0].Attribute, attributes[0].Kind))
        {
            return (TracedMethodRules.Untraceable, Place(attributes[0].Attribute, cancellationToken) ?? name, ["the name of its span is empty; name the span"]);
        }

        if (SpanStartParser.BlocksOf(attributes[0].Attribute).OfType<INamedTypeSymbol>().FirstOrDefault(type => type.IsFileLocal) is { } local)
        {
            return (TracedMethodRules.Untraceable, Place(attributes[0].Attribute, cancellationToken) ?? name, [$"'{local.Name}' in Blocks is local to its file, so generated code cannot name it; remove 'file'"]);
        }

        if (TracedReturn.Parse(method).Untraceable is { } reason)
        {
            return (TracedMethodRules.Untraceable, syntax.ReturnType.GetLocation(), [reason]);
        }

        if (method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None && parameter.Type.TypeKind == TypeKind.Dynamic) is { } late)
        {
            var place = syntax.ParameterList.Parameters[late.Ordinal].Type?.GetLocation() ?? name;
            return (TracedMethodRules.Untraceable, place, [$"'{late.Name}' is dynamic and passed by reference, which generated code cannot pass on; give it a static type"]);
        }

        return CoreMethods.Find(method, symbols) switch
        {
            null => (TracedMethodRules.NoCore, name, [CoreMethods.Expected(method), CoreMethods.Found(method, symbols)]),
            { IsAsync: true, ReturnsVoid: true } core => (TracedMethodRules.Untraceable, name, [$"'{core.Name}' is async void, which hides the end of its work; return a Task"]),
            _ => null,
        };
    }

    private static TracedMethodModel Model(
        IMethodSymbol method,
        MethodDeclarationSyntax syntax,
        AttributeData attribute,
        TracedSpanKind kind,
        DiagnosticDescriptor? failure,
        KnownSymbols symbols,
        ImmutableArray<TracedMethodProblem>.Builder problems,
        CancellationToken cancellationToken)
    {
        var names = new LocalNames(method);
        var locals = new TracedMethodLocals(names.Take("span"), names.Take("exception"), names.Take("result"), names.Take("pending"), names.Take("outcome"), names.Take("call"));
        var warnings = Warnings(method, attribute, symbols);
        var @return = TracedReturn.Parse(method);
        var tags = new SpanTagParser(method, kind, symbols, names, warnings, problems, cancellationToken);
        tags.ReadParameters();
        tags.ReadResult(@return, locals.Result);
        var own = GuardrailResultParser.Parse(method, kind, @return, locals.Result, symbols, names, warnings, problems, cancellationToken);
        var start = SpanStartParser.Parse(attribute, kind, tags, names);
        var coreName = CoreMethods.NameFor(method.Name);
        return new()
        {
            Type = Type(method, syntax),
            Signature = MethodSignature.Declaration(method, syntax),
            Constraints = new(MethodSignature.Constraints(method, syntax)),
            RepeatedWarnings = new(warnings.Ids),
            Failure = failure is null ? null : CSharpText.Literal($"{failure.Id}: {failure.Title}. See {failure.HelpLinkUri}"),
            CoreCall = MethodSignature.CallOf(coreName, method),
            Shape = @return.Shape,
            ReturnsByRef = method.RefKind != RefKind.None,
            ReturnType = CSharpText.Type(method.ReturnType.WithNullableAnnotation(NullableAnnotation.None)),
            Start = start,
            Locals = locals,
            StartTags = new(tags.StartTags),
            OutTags = new(tags.OutTags),
            ResultTags = new(tags.ResultTags),
            GuardrailResult = own.Count > 0 ? GuardrailResult.Own : kind == TracedSpanKind.Guardrail ? GuardrailResultOf(@return.Value) : GuardrailResult.None,
            OwnOutcome = own,
        };
    }

    private static RepeatedWarnings Warnings(IMethodSymbol method, AttributeData attribute, KnownSymbols symbols)
    {
        var warnings = new RepeatedWarnings();
        foreach (var type in SignatureTypes.Collect(method).Concat(SpanStartParser.BlocksOf(attribute)))
        {
            warnings.Add(type);
        }

        if (CoreMethods.Find(method, symbols) is { } core)
        {
            warnings.Add(core);
        }

        return warnings;
    }

    private static TracedTypeModel Type(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        var type = method.ContainingType;
        var @unsafe = !syntax.Modifiers.Any(SyntaxKind.UnsafeKeyword)
            && SignatureTypes.Collect(method).Any(part => part.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer);
        List<string> headers = [];
        for (var current = type; current is not null; current = current.ContainingType)
        {
            headers.Insert(0, PartialType.Header(current, @unsafe && ReferenceEquals(current, type)));
        }

        var space = type.ContainingNamespace is { IsGlobalNamespace: false } @namespace ? @namespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)) : null;
        return new(MetadataNames.FullName(type), space, new(headers));
    }

    internal static GuardrailResult GuardrailResultOf(ITypeSymbol? value)
    {
        if (value is null || !MetadataNames.Is(TagPath.NotNull(value), "TracedLlm.GuardrailOutcome"))
        {
            return GuardrailResult.None;
        }

        return TagPath.IsNullable(value) ? GuardrailResult.NullableOutcome : GuardrailResult.Outcome;
    }
}
