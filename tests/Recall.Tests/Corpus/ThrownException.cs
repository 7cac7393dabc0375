using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>A <c>throw new X(…)</c> of a gateway.</summary>
/// <param name="File">The file.</param>
/// <param name="Throw">The statement or expression.</param>
/// <param name="Creation">The exception.</param>
/// <param name="Type">Its type, which the gateway declares.</param>
internal sealed record ThrownException(CodeFile File, SyntaxNode Throw, ObjectCreationExpressionSyntax Creation, INamedTypeSymbol Type);
