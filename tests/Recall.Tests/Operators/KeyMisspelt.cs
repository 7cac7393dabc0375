using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A known key with a mistake that people make when they type.</summary>
internal sealed class KeyMisspelt : Operator
{
    private const int MostOfAGateway = 4;

    private static readonly Dictionary<string, string[]> Mistakes = new()
    {
        ["session_id"] = ["season_id", "sesion_id", "sessionId", "session-id", "sesssion_id"],
        ["trace_id"] = ["traceId", "tace_id", "trace_di"],
        ["trace_name"] = ["trace_nmae", "traceName", "tracename"],
        ["trace_user_id"] = ["trace_userid", "trace_usr_id", "traceUserId"],
        ["generation_name"] = ["generation_nam", "genaration_name"],
    };

    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        var count = 0;
        var keys = from file in code.Files
                   from literal in file.Nodes<LiteralExpressionSyntax>()
                   where literal.IsKind(SyntaxKind.StringLiteralExpression) && !file.LineOf(literal).Contains("// The provider's own", StringComparison.Ordinal)
                   let key = literal.Token.ValueText.Split('.')[^1]
                   where Mistakes.ContainsKey(key) && literal.Parent is not AssignmentExpressionSyntax
                   select (file, literal, key);
        foreach (var (file, literal, key) in keys)
        {
            if (literal.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression.ToString().EndsWith("SetTag", StringComparison.Ordinal) is not true && count < MostOfAGateway)
            {
                var mistake = Mistakes[key][(count++ + code.Gateway.Name.Length) % Mistakes[key].Length];
                yield return Plant(code, "misspelt key", "TLM1002", [TextEdit.Replace(literal, $"\"{literal.Token.ValueText[..^key.Length]}{mistake}\"")], DeclarationUses.Find(code, file, literal), variant: mistake);
            }
        }
    }
}
