using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The other field, read in one of the ways in which people read fields.</summary>
internal sealed class FieldReadRewritten : Operator
{
    private const int MostReads = 3;

    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from read in FieldRead.In(code).Take(MostReads)
        from plant in Rewritten(code, read)
        select plant;

    private static IEnumerable<Plant> Rewritten(GatewayCode code, FieldRead read)
    {
        var isNewtonsoft = read.Type.ToDisplayString().StartsWith("Newtonsoft", StringComparison.Ordinal);
        var node = isNewtonsoft ? "Newtonsoft.Json.Linq.JToken" : "System.Text.Json.Nodes.JsonNode";
        var list = isNewtonsoft ? $"(Newtonsoft.Json.Linq.JObject){read.Object}" : $"{read.Object}.AsObject()";
        var other = read.Field.Other;

        yield return Rewrite("name with the wrong field", $"var gatewayField = {other};", $"{read.Object}[gatewayField]");
        yield return Rewrite(
            "enumeration of the wrong field",
            $$"""{{node}}? gatewayPart = null; foreach (var pair in {{list}}) { if (pair.Key == {{other}}) { gatewayPart = pair.Value; } }""",
            "gatewayPart");
        yield return Rewrite(
            "wrong field given to a helper",
            $"static {node}? PartOf({node}? whole, string name) => whole?[name];",
            $"PartOf({read.Object}, {other})");
        yield return Rewrite(
            "params path with the wrong field",
            $$"""static {{node}}? Walk({{node}}? whole, params string[] names) { foreach (var name in names) { whole = whole?[name]; } return whole; }""",
            $"Walk({read.Object}, {other})");

        if (read.Field.IsGateways)
        {
            yield return Rewrite("fallback in the wrong order", string.Empty, $"({read.WrongAccess} ?? {read.Access})");
            yield return Rewrite("fallback in the wrong order", $"var gatewayPart = {read.WrongAccess}; if (gatewayPart is null) {{ gatewayPart = {read.Access}; }}", "gatewayPart", "if");
        }

        if (read.HttpContext is { } http)
        {
            yield return Rewrite("through HttpContext.Items", $"{http}.Items[\"gateway_part\"] = {read.WrongAccess};", $"(({node}?){http}.Items[\"gateway_part\"])");
            var choice = read.Field.IsGateways
                ? $"{http}.Request.Path.Value!.Contains(\"chat\") ? \"litellm_metadata\" : \"metadata\""
                : $"{http}.Request.Path.Value!.EndsWith(\"/messages\") ? \"metadata\" : \"litellm_metadata\"";
            yield return Rewrite("choice turned round", string.Empty, $"{read.Object}[{choice}]", "path");
        }

        Plant Rewrite(string kind, string before, string instead, string variant = "rewritten") => Plant(
            code,
            kind,
            "TLM1001",
            before.Length == 0
                ? [TextEdit.Replace(read.Access, instead)]
                : [TextEdit.Before(read.Statement, before + " "), TextEdit.Replace(read.Access, instead)],
            [CodeSpan.Of(read.Statement)],
            variant);
    }
}
