using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Exceptions;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds marked failure logs that log nothing: no code calls them, or they write no log.</summary>
internal sealed class SilentLogs(FailurePathCode code)
{
    public ImmutableArray<SilentLog> Find(CancellationToken cancellationToken)
    {
        var silent = ImmutableArray.CreateBuilder<SilentLog>();
        var entries = code.OuterLogs(cancellationToken).Functions(cancellationToken);
        foreach (var path in code.LoggingPathMethods(cancellationToken))
        {
            var isEntry = entries.Any(entry => entry.Place == path.Place);
            if (path.Method.MethodKind == MethodKind.AnonymousFunction || NameOf(path, cancellationToken) is not { } name)
            {
                continue;
            }

            if (!isEntry && OnlyCodeCanCall(path.Method) && !IsNamed(path, name, cancellationToken))
            {
                silent.Add(new SilentLog(name, path.Method, IsCalled: false, Throws(cancellationToken)));
            }
            else if (HasLogger(path.Method) && LogsNothing(path, cancellationToken))
            {
                silent.Add(new SilentLog(name, path.Method, IsCalled: true, Throws(cancellationToken)));
            }
        }

        return silent.ToImmutable();
    }

    // A container, an interface or another assembly may call any other method.
    private bool OnlyCodeCanCall(IMethodSymbol method) =>
        method.MethodKind == MethodKind.LocalFunction
        || (method.MethodKind == MethodKind.Ordinary
            && !method.IsVirtual && !method.IsOverride
            && (method.DeclaredAccessibility == Accessibility.Private || (method.IsStatic && method.ContainingType is { IsStatic: true, DeclaredAccessibility: Accessibility.Internal or Accessibility.Private } && !IsVisibleToOthers())));

    private bool IsVisibleToOthers() =>
        code.Traced.Code.Compilation.Assembly.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute");

    private bool IsNamed(LoggingPath path, SyntaxToken name, CancellationToken cancellationToken) =>
        (from tree in code.Traced.Code.Names.FilesWith([path.Method.Name], cancellationToken)
         from node in tree.GetRoot(cancellationToken).DescendantNodes()
         let used = node as SimpleNameSyntax
         where used is not null && used.Identifier.ValueText == path.Method.Name && used.Identifier != name
         select used).Any();

    private bool LogsNothing(LoggingPath path, CancellationToken cancellationToken) =>
        code.OuterLogs(cancellationToken).AnyIn(path, cancellationToken) is { HasActs: false, HasNamedLogs: false, Logs.Count: 0, ForeignLogs.Count: 0 };

    // A method with a logger at hand that it does not use. Without one, the log may be written elsewhere.
    private static bool HasLogger(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => IsLogger(parameter.Type))
        || (method.ContainingType is { } type && (type.GetMembers().Any(static member => IsLogger((member as IFieldSymbol)?.Type) || IsLogger((member as IPropertySymbol)?.Type))
            || type.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => IsLogger(parameter.Type)))));

    private static bool IsLogger(ITypeSymbol? type) => type?.Name is "ILogger" or "Logger" or "ILog";

    private static SyntaxToken? NameOf(LoggingPath path, CancellationToken cancellationToken) =>
        path.Place.Tree.GetRoot(cancellationToken).FindNode(path.Place.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<SyntaxNode>(static node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax) switch
        {
            MethodDeclarationSyntax method => method.Identifier,
            LocalFunctionStatementSyntax function => function.Identifier,
            _ => null,
        };

    private ImmutableArray<SyntaxNode> Throws(CancellationToken cancellationToken) =>
        [.. from function in code.Traced.Reached(cancellationToken).Functions
            where ThrowSites.Has(function, cancellationToken)
            let body = code.Traced.Code.BodyOf(function, cancellationToken)
            where body is not null
            from thrown in CallGraph.OwnOperations(body).OfType<IThrowOperation>()
            where ThrownTypes.Find(thrown, code.Traced.Code, cancellationToken).Any(static type => !AcceptedExceptions.IsAlwaysAccepted(type.Type))
            orderby thrown.Syntax.SyntaxTree.FilePath, thrown.Syntax.SpanStart
            select thrown.Syntax];
}
