using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The gateway's authentication in front of the trace.</summary>
internal sealed class AuthenticationFirst : Operator
{
    private static readonly string[] Words = ["Authentication", "Authorize", "Headers.Authorization", "ApiKey", "TenantKey", "KeyCheck", "Bearer", "Gate.Admit", "KeyAuthentication", "Authentication.CheckAsync"];

    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        foreach (var file in code.Files)
        {
            foreach (var trace in file.Nodes<ExpressionStatementSyntax>().Where(static statement => statement.ToString().EndsWith(".UseTracedLlm();", StringComparison.Ordinal)))
            {
                var statements = trace.Parent is GlobalStatementSyntax global
                    ? ((CompilationUnitSyntax)global.Parent!).Members.OfType<GlobalStatementSyntax>().Select(static other => other.Statement).ToList()
                    : [.. ((BlockSyntax)trace.Parent!).Statements];
                var authentication = statements.Skip(statements.IndexOf(trace) + 1)
                    .FirstOrDefault(static statement => statement.ToString().Contains(".Use", StringComparison.Ordinal) && Words.Any(word => statement.ToString().Contains(word, StringComparison.Ordinal)));
                if (authentication is null)
                {
                    continue;
                }

                // Directly in front: what stands between the two stays behind the trace.
                yield return Plant(
                    code,
                    "authentication before the trace",
                    "TLM3005",
                    [TextEdit.Replace(authentication, string.Empty), TextEdit.Before(trace, authentication + "\n")],
                    [CodeSpan.Of(trace)],
                    "in front");
                yield return Plant(
                    code,
                    "authentication before the trace",
                    "TLM3005",
                    [TextEdit.Replace(trace, string.Empty), TextEdit.At(trace, authentication.Span.End, "\n" + trace)],
                    [CodeSpan.Of(authentication)],
                    "trace last");
            }
        }
    }
}
