using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Decides whether an exception can derive from another type.</summary>
internal static class BaseTypes
{
    /// <summary>The base type of an exception in the source, if <paramref name="accepted"/> can stand there.</summary>
    public static TypeSyntax? Replaceable(INamedTypeSymbol thrown, INamedTypeSymbol accepted, CompilationCode code, CancellationToken cancellationToken) =>
        thrown.BaseType is { } current
        && DerivedFrom(accepted, current)
        && Constructors(thrown, code, cancellationToken).All(called => CanCall(accepted, called, code))
            ? BaseIn(thrown, current, code, cancellationToken)
            : null;

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

    private static TypeSyntax? BaseIn(INamedTypeSymbol thrown, INamedTypeSymbol current, CompilationCode code, CancellationToken cancellationToken) =>
        (from declaration in code.DeclarationsOf(thrown, cancellationToken)
         let bases = (declaration as ClassDeclarationSyntax)?.BaseList
         where bases is not null
         from written in bases.Types
         where SymbolEqualityComparer.Default.Equals(code.ModelOf(written.SyntaxTree).GetTypeInfo(written.Type, cancellationToken).Type, current)
         select written.Type).FirstOrDefault();

    /// <summary>The arguments that the constructors of a type pass to its base.</summary>
    private static IEnumerable<SyntaxNode?> Constructors(INamedTypeSymbol thrown, CompilationCode code, CancellationToken cancellationToken)
    {
        foreach (var constructor in thrown.InstanceConstructors)
        {
            var syntax = code.DeclarationsOf(constructor, cancellationToken).FirstOrDefault();
            switch (syntax)
            {
                case ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer }:
                    break;
                case ConstructorDeclarationSyntax { Initializer: var initializer }:
                    yield return initializer;
                    break;
                case TypeDeclarationSyntax { BaseList: { } bases }:
                    yield return bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
                    break;
                default:
                    yield return null;
                    break;
            }
        }
    }

    private static bool CanCall(INamedTypeSymbol accepted, SyntaxNode? called, CompilationCode code)
    {
        var parameters = called is { } call && code.ModelOf(call.SyntaxTree).GetSymbolInfo(call).Symbol is IMethodSymbol constructor
            ? constructor.Parameters
            : [];
        return accepted.InstanceConstructors.Any(candidate =>
            candidate.DeclaredAccessibility is not Accessibility.Private
            && candidate.Parameters.Length == parameters.Length
            && candidate.Parameters.Zip(parameters, static (one, other) => SymbolEqualityComparer.Default.Equals(one.Type, other.Type)).All(static same => same));
    }
}
