using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Common;

/// <summary>The results of the generator's parser for the methods of one compilation. All rules share them, so the parser reads each method once.</summary>
internal sealed class TracedMethods
{
    // Every declaration on which C# allows an attribute of a method.
    private static readonly SyntaxKind[] Declarations =
    [
        SyntaxKind.MethodDeclaration,
        SyntaxKind.LocalFunctionStatement,
        SyntaxKind.ParenthesizedLambdaExpression,
        SyntaxKind.OperatorDeclaration,
        SyntaxKind.ConversionOperatorDeclaration,
        SyntaxKind.DestructorDeclaration,
        SyntaxKind.GetAccessorDeclaration,
        SyntaxKind.SetAccessorDeclaration,
        SyntaxKind.InitAccessorDeclaration,
        SyntaxKind.AddAccessorDeclaration,
        SyntaxKind.RemoveAccessorDeclaration,
    ];

    private static readonly ImmutableArray<string> Asked =
        [.. TracedNames.Attributes, "SpanTag", "SpanTagAttribute", "GuardrailName", "GuardrailNameAttribute", "GuardrailResult", "GuardrailResultAttribute"];

    private readonly ConcurrentDictionary<IMethodSymbol, TracedMethodResult> _results = new(SymbolEqualityComparer.Default);

    private TracedMethods(Compilation compilation) => Symbols = KnownSymbols.Get(compilation);

    public KnownSymbols Symbols { get; }

    /// <summary>The results for a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static TracedMethods? Get(Compilation compilation) => KnownSymbols.Get(compilation).SpanTag is null
        ? null
        : CompilationCode.Get(compilation).Get(static (code, _) => new TracedMethods(code.Compilation), default);

    /// <summary>Reports the problems of a rule that the generator does not report itself.</summary>
    public static void Report(DiagnosticDescriptor rule, CompilationStartAnalysisContext start)
    {
        if (Get(start.Compilation) is not { } methods || !AttributeNames.Get(start.Compilation).FilesWith(Asked, start.CancellationToken).Any())
        {
            return;
        }

        // By syntax, since no symbol action is run for lambdas and local functions.
        start.RegisterSyntaxNodeAction(
            context =>
            {
                if (Declared(context) is { } method)
                {
                    methods.Report(rule, method, context.ReportDiagnostic, context.CancellationToken);
                }
            },
            Declarations);
    }

    /// <summary>The traced method of the same type that has <paramref name="core"/> as its Core; <see langword="null"/> if there is none.</summary>
    public static IMethodSymbol? FindTraced(IMethodSymbol core, KnownSymbols symbols) =>
        core.ContainingType?.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method =>
            method.IsPartialDefinition
            && CoreMethods.NameFor(method.Name) == core.Name
            && TracedAttributes.Find(method).Any()
            && GatewaySymbols.Same(CoreMethods.Find(method, symbols)?.OriginalDefinition, core));

    public TracedMethodResult Parse(IMethodSymbol method, CancellationToken cancellationToken) =>
        _results.GetOrAdd(method, key => TracedMethodParser.Parse(key, Symbols, cancellationToken));

    private static IMethodSymbol? Declared(SyntaxNodeAnalysisContext context) => context.Node switch
    {
        // Either half may have the attributes; the declaring one stands for both.
        MethodDeclarationSyntax method when method.AttributeLists.Count > 0 || method.Modifiers.Any(SyntaxKind.PartialKeyword) =>
            Symbol(context) is { PartialDefinitionPart: null } declared ? declared : null,
        MethodDeclarationSyntax => null,
        LambdaExpressionSyntax { AttributeLists.Count: > 0 } => context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol as IMethodSymbol,
        BaseMethodDeclarationSyntax { AttributeLists.Count: > 0 } or LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } or AccessorDeclarationSyntax { AttributeLists.Count: > 0 } => Symbol(context),
        _ => null,
    };

    private static IMethodSymbol? Symbol(SyntaxNodeAnalysisContext context) =>
        context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) as IMethodSymbol;

    private void Report(DiagnosticDescriptor rule, IMethodSymbol method, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        foreach (var problem in Parse(method, cancellationToken).Problems)
        {
            if (problem.Rule.Id == rule.Id && !problem.ReportedByGenerator)
            {
                report(problem.ToDiagnostic());
            }
        }
    }
}
