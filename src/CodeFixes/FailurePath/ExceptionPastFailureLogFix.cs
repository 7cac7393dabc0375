using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2001: derives the exception from a type that the failure log accepts, or lets the failure log accept the type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ExceptionPastFailureLogFix : CodeFixProvider
{
    private const string Derive = "derive";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WidenedTests.FixAll;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false) is not { } compilation)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (Type(diagnostic, ExceptionPastFailureLog.ThrownTypeId, compilation) is not { } thrown)
            {
                continue;
            }

            RegisterDerive(context, diagnostic, thrown, compilation);
            if (WidenedTests.Find(diagnostic, context.Document.Project.Solution, compilation, context.CancellationToken) is { } widened)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Accept '{thrown.Name}' in the failure log",
                        cancellationToken => WidenedTests.WriteAsync(context.Document.Project.Solution, [widened], cancellationToken),
                        equivalenceKey: WidenedTests.Key),
                    diagnostic);
            }
        }
    }

    private static void RegisterDerive(CodeFixContext context, Diagnostic diagnostic, INamedTypeSymbol thrown, Compilation compilation)
    {
        var solution = context.Document.Project.Solution;
        if (Type(diagnostic, ExceptionPastFailureLog.AcceptedType, compilation) is { } accepted
            && thrown.BaseType is { } current
            && DerivedFrom(accepted, current)
            && BaseIn(thrown, current, compilation, context.CancellationToken) is { } written
            && Constructors(thrown, context.CancellationToken).All(called => CanCall(accepted, called, compilation))
            && solution.GetDocument(written.SyntaxTree) is { } document)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Derive '{thrown.Name}' from '{accepted.Name}'",
                    cancellationToken => ReplaceAsync(
                        document,
                        written,
                        SyntaxFactory.ParseTypeName(accepted.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).WithTriviaFrom(written).WithAdditionalAnnotations(Simplifier.Annotation),
                        cancellationToken),
                    equivalenceKey: Derive),
                diagnostic);
        }
    }

    internal static INamedTypeSymbol? Type(Diagnostic diagnostic, string property, Compilation compilation) =>
        diagnostic.Properties.TryGetValue(property, out var id) && id is not null
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol
            : null;

    private static async Task<Solution> ReplaceAsync(Document document, SyntaxNode node, SyntaxNode replacement, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(node, replacement)).Project.Solution;
    }

    // The new base must derive from the current base.
    private static bool DerivedFrom(INamedTypeSymbol type, INamedTypeSymbol other)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, other))
            {
                return true;
            }
        }

        return false;
    }

    private static TypeSyntax? BaseIn(INamedTypeSymbol thrown, INamedTypeSymbol current, Compilation compilation, CancellationToken cancellationToken) =>
        (from reference in thrown.DeclaringSyntaxReferences
         let bases = (reference.GetSyntax(cancellationToken) as ClassDeclarationSyntax)?.BaseList
         where bases is not null
         from written in bases.Types
         where SymbolEqualityComparer.Default.Equals(compilation.GetSemanticModel(reference.SyntaxTree).GetTypeInfo(written.Type, cancellationToken).Type, current)
         select written.Type).FirstOrDefault();

    /// <summary>The arguments that the constructors of a type pass to its base.</summary>
    private static IEnumerable<(SyntaxNode? Call, SyntaxTree Tree)> Constructors(INamedTypeSymbol thrown, CancellationToken cancellationToken)
    {
        foreach (var constructor in thrown.InstanceConstructors)
        {
            var syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
            switch (syntax)
            {
                case ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer }:
                    break;
                case ConstructorDeclarationSyntax { Initializer: var initializer }:
                    yield return (initializer, syntax.SyntaxTree);
                    break;
                case TypeDeclarationSyntax { BaseList: { } bases }:
                    yield return (bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault(), syntax.SyntaxTree);
                    break;
                default:
                    yield return (null, thrown.DeclaringSyntaxReferences[0].SyntaxTree);
                    break;
            }
        }
    }

    private static bool CanCall(INamedTypeSymbol accepted, (SyntaxNode? Call, SyntaxTree Tree) called, Compilation compilation)
    {
        var parameters = called.Call is { } call && compilation.GetSemanticModel(called.Tree).GetSymbolInfo(call).Symbol is IMethodSymbol constructor
            ? constructor.Parameters
            : [];
        return accepted.InstanceConstructors.Any(candidate =>
            candidate.DeclaredAccessibility is not Accessibility.Private
            && candidate.Parameters.Length == parameters.Length
            && candidate.Parameters.Zip(parameters, static (one, other) => SymbolEqualityComparer.Default.Equals(one.Type, other.Type)).All(static same => same));
    }
}
