using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>
/// Registers rules for the operations that they are about. An operation action of the compiler, even of one rule, makes the
/// compiler build the operations of all code.
/// </summary>
internal static class OperationRegistration
{
    /// <summary>
    /// Runs a rule on the operations of some kinds in the functions that traced code reaches. Only files with a node that
    /// <paramref name="isAsked"/> selects are inspected, since the search for all traced code binds much code.
    /// </summary>
    public static void RegisterTracedOperationAction(this CompilationStartAnalysisContext start, TracedCode code, Func<SyntaxNode, CancellationToken, bool> isAsked, Action<OperationContext> action, params ImmutableArray<OperationKind> kinds) =>
        start.RegisterSemanticModelAction(context =>
        {
            var tree = context.SemanticModel.SyntaxTree;
            if (!tree.GetRoot(context.CancellationToken).DescendantNodes().Any(node => isAsked(node, context.CancellationToken)))
            {
                return;
            }

            foreach (var operation in TracedOperations.Get(code).Find(tree, kinds, context.CancellationToken))
            {
                action(new(operation, context));
            }
        });

    /// <summary>Runs a rule on the calls, constructor calls, assignments and method groups that name one of <paramref name="names"/>, in all code.</summary>
    public static void RegisterNamedOperationAction(this CompilationStartAnalysisContext start, ImmutableArray<string> names, Action<OperationContext> action, params ImmutableArray<OperationKind> kinds) =>
        start.RegisterNamedOperationAction(names, node => NameOf(node) is { } name && names.Contains(name), action, kinds);

    /// <summary>Runs a rule on the operations of the nodes that <paramref name="isAsked"/> selects in the files that contain one of <paramref name="words"/>.</summary>
    public static void RegisterNamedOperationAction(this CompilationStartAnalysisContext start, ImmutableArray<string> words, Func<SyntaxNode, bool> isAsked, Action<OperationContext> action, params ImmutableArray<OperationKind> kinds)
    {
        if (!CompilationCode.Get(start.Compilation).Names.IsAnywhere(words, start.CancellationToken))
        {
            return;
        }

        start.RegisterSemanticModelAction(context =>
        {
            var tree = context.SemanticModel.SyntaxTree;
            if (!SourceNames.IsIn(tree, words, context.CancellationToken))
            {
                return;
            }

            var model = CompilationCode.Get(context.SemanticModel.Compilation).ModelOf(tree);
            foreach (var node in tree.GetRoot(context.CancellationToken).DescendantNodes())
            {
                if (isAsked(node) && OperationOf(node, model, context.CancellationToken) is { } operation && kinds.Contains(operation.Kind))
                {
                    action(new(operation, context));
                }
            }
        });
    }

    /// <summary>The name that a call, a constructor call, an assignment or a method group has in the source; an implicit <c>new()</c> has none.</summary>
    public static string? NameOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => RightmostName(call.Expression),
        ObjectCreationExpressionSyntax creation => RightmostName(creation.Type),
        AssignmentExpressionSyntax assignment => RightmostName(assignment.Left),
        SimpleNameSyntax { Parent: not (MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or InvocationExpressionSyntax) } name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax } member => member.Name.Identifier.ValueText,
        _ => null,
    };

    // The call that adds an element of a collection initializer is implicit, and the model gives only explicit operations.
    private static IOperation? OperationOf(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node is InitializerExpressionSyntax { Parent.Parent: { } creation }
            ? model.GetOperation(creation, cancellationToken) switch
            {
                IObjectCreationOperation { Initializer: { } list } => ElementOf(list, node),
                IMemberInitializerOperation { Initializer: { } list } => ElementOf(list, node),
                var other => other?.Descendants().FirstOrDefault(operation => operation.Syntax == node),
            }
            : model.GetOperation(node, cancellationToken);

    // A table of prices has thousands of elements, and each is looked up.
    private static IOperation? ElementOf(IObjectOrCollectionInitializerOperation list, SyntaxNode node)
    {
        var (first, last) = (0, list.Initializers.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) / 2;
            var element = list.Initializers[middle];
            if (element.Syntax == node)
            {
                return element;
            }

            (first, last) = element.Syntax.SpanStart < node.SpanStart ? (middle + 1, last) : (first, middle - 1);
        }

        return null;
    }

    private static string? RightmostName(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        _ => null,
    };
}
