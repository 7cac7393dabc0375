using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A provider's client that nothing traces any more.</summary>
internal sealed class CallUntraced : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        code.Files.SelectMany(file => Registrations(code, file).Concat(Handlers(code, file)).Concat(Methods(code, file)));

    private static IEnumerable<Plant> Registrations(GatewayCode code, CodeFile file) =>
        from call in file.Nodes<InvocationExpressionSyntax>()
        let member = call.Expression as MemberAccessExpressionSyntax
        where member?.Name.Identifier.Text == "AddTracedLlmCall"
        let statement = call.FirstAncestorOrSelf<StatementSyntax>()!
        // `ConfigureHttpClientDefaults(clients => clients.AddTracedLlmCall())` goes as a whole.
        select member.Expression is IdentifierNameSyntax
            ? Plant(code, "client not traced", "TLM4004", [TextEdit.Replace(statement, string.Empty)], Clients(code), "defaults")
            : Plant(code, "client not traced", "TLM4004", [new TextEdit(file.Path, TextSpan.FromBounds(member.Expression.Span.End, call.Span.End), string.Empty)], [CodeSpan.Of(statement), .. Clients(code)], "registration");

    private static IEnumerable<Plant> Handlers(GatewayCode code, CodeFile file)
    {
        foreach (var handler in file.Nodes<ObjectCreationExpressionSyntax>().Where(static creation => creation.Type.ToString() == "TracedLlmCallHandler"))
        {
            var inner = handler.Initializer!.Expressions.OfType<AssignmentExpressionSyntax>().Single(static assignment => assignment.Left.ToString() == "InnerHandler").Right.ToString();
            var place = handler.Ancestors().First(static node => node is StatementSyntax or MemberDeclarationSyntax);
            yield return Plant(code, "client not traced", "TLM4004", [TextEdit.Replace(handler, inner)], [CodeSpan.Of(place)], "handler");

            if (handler.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "HttpClient" } type } } })
            {
                yield return Plant(
                    code,
                    "client not traced",
                    "TLM4004",
                    [
                        TextEdit.Replace(handler, $"new SecondTry {{ InnerHandler = {inner} }}"),
                        TextEdit.At(handler, file.Root.FullSpan.End, """

                            public sealed class SecondTry : System.Net.Http.DelegatingHandler
                            {
                                protected override async System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage> SendAsync(System.Net.Http.HttpRequestMessage request, System.Threading.CancellationToken cancellationToken)
                                {
                                    var response = await base.SendAsync(request, cancellationToken);
                                    return (int)response.StatusCode >= 500 ? await base.SendAsync(request, cancellationToken) : response;
                                }
                            }

                            """),
                    ],
                    [CodeSpan.Of(place), CodeSpan.Of(type)],
                    "retrying handler");
            }
        }
    }

    private static IEnumerable<Plant> Methods(GatewayCode code, CodeFile file)
    {
        foreach (var method in file.Nodes<MethodDeclarationSyntax>().Where(static method => method.AttributeLists.Any(static list => list.ToString() == "[TracedLlmCall]")))
        {
            var core = ((TypeDeclarationSyntax)method.Parent!).Members.OfType<MethodDeclarationSyntax>()
                .Single(other => other.Identifier.Text == method.Identifier.Text.Replace("Async", "CoreAsync", StringComparison.Ordinal));
            yield return Plant(
                code,
                "client not traced",
                "TLM4004",
                [TextEdit.Replace(method, string.Empty), TextEdit.Replace(core.Identifier, method.Identifier.Text), .. core.Modifiers.Where(static modifier => modifier.IsKind(SyntaxKind.PrivateKeyword)).Select(static modifier => TextEdit.Replace(modifier, "public"))],
                Clients(code),
                "method");
        }
    }

    // The registrations and constructions of clients.
    private static IEnumerable<CodeSpan> Clients(GatewayCode code) =>
        from file in code.Files
        from node in file.Root.DescendantNodes()
        where node is GenericNameSyntax { Identifier.Text: "AddHttpClient" } or IdentifierNameSyntax { Identifier.Text: "AddHttpClient" or "HttpClient" or "CreateClient" }
        select CodeSpan.Of(node);
}
