using TracedLlm.Analyzers.Tests.Metadata;

namespace TracedLlm.Analyzers.Tests;

/// <summary>Code that is nested as deep as generators write it, or that is made of itself, ends no build.</summary>
public class DeepCodeTests
{
    private const string Field = """
        readonly record struct Field(string? Name, bool May)
        {
            public Field Or(Field other) => new(Name == "litellm_metadata" || other.Name == "litellm_metadata" ? "metadata" : Name ?? other.Name, May || other.May);
            public Field Under(bool isOff) => isOff && Name == "litellm_metadata" ? this with { Name = null } : this;
            public static Field Read(JsonNode? body) => new((string?)body?["field"], body?["may"] is not null);
        }
        sealed record Key(string? Hash) { public Field Field { get; init; } }
        sealed record Team(string? Id, Field Field);
        sealed class Keys(Key? key, Team? team)
        {
            public static Keys Read(JsonNode? body) => new(new Key("k") { Field = Field.Read(body) }, new Team("t", Field.Read(body)));
            public Field Find(bool isOff) => (key?.Field ?? default).Or(team?.Field ?? default).Under(isOff);
        }
        """;

    private const string Linked = """
        sealed class Link
        {
            private readonly Link? _parent;
            public Link(JsonNode? body) => Value = body?["metadata"];
            private Link(Link parent, JsonNode? value) { _parent = parent; Value = value ?? parent.Value; }
            public JsonNode? Value { get; }
            public Link Next(JsonNode? value) => new(this, value ?? Value);
            public Link Outer => _parent ?? new Link(this, _parent!.Value);
            public Link A() => Next(B().Value);
            public Link B() => new(A(), Value);
        }
        """;

    [Theory]
    [InlineData("var field = Keys.Read(body).Find(http.Items.Count == 0); Console.WriteLine(node[field.Name!]?[\"session_id\"]); if (field.May) Console.WriteLine(body[field.Or(Field.Read(node)).Under(true).Name ?? \"metadata\"]);", Field)]
    [InlineData("var link = new Link(body).Next(node).Next(body[\"metadata\"]); Console.WriteLine(link.Outer.Outer.A().Value); if (link.B().Value is { } value) Console.WriteLine(value[\"session_id\"]);", Linked)]
    public Task Types_that_make_new_values_of_their_own(string statements, string types) => Analyze(statements, types);

    [Theory]
    [InlineData("a concatenation", 2_000)]
    [InlineData("a chain of calls", 800)]
    [InlineData("a chain of accesses", 800)]
    [InlineData("a chain of values", 800)]
    [InlineData("a condition", 1_500)]
    [InlineData("a choice in a choice", 12)]
    [InlineData("an else in an else", 250)]
    [InlineData("a call in a call", 250)]
    [InlineData("a list in a list", 80)]
    [InlineData("a block in a block", 250)]
    [InlineData("locals of locals", 1_500)]
    [InlineData("methods of methods", 1_500)]
    [InlineData("properties of properties", 1_000)]
    [InlineData("methods that log", 1_000)]
    public Task Code_that_is_nested_deeply(string shape, int depth)
    {
        var (statements, types) = Write(shape, depth);
        return Analyze(statements, types);
    }

    private static (string Statements, string Types) Write(string shape, int depth)
    {
        string Repeated(string part) => string.Concat(Enumerable.Repeat(part, depth));
        string Numbered(Func<int, string> write) => string.Join('\n', Enumerable.Range(1, depth).Select(write));
        const string Given = "body[\"metadata\"]?[\"session_id\"]";
        return shape switch
        {
            "a concatenation" => ($"var part = \"meta\"; Console.WriteLine(body[part{Repeated(" + part")}]?[\"session_id\"]);", ""),
            "a chain of calls" => ($"Console.WriteLine(body{Repeated(".Same()")}?[\"metadata\"]?[\"session_id\"]);", "static class Nodes { public static JsonNode? Same(this JsonNode? value) => value; }"),
            "a chain of accesses" => ($"JsonNode first = {Given}!; Console.WriteLine(first{Repeated("[\"metadata\"]!")}[\"session_id\"]);", ""),
            "a chain of values" => ($"JsonNode? first = null; Console.WriteLine(({Repeated("first ?? ")}body[\"metadata\"])?[\"session_id\"]);", ""),
            "a condition" => ($"if (body[\"metadata\"] is not null{Repeated(" && node[\"user\"] is not null")}) Console.WriteLine({Given});", ""),
            "a choice in a choice" => ($"Console.WriteLine({Repeated($"node is null ? {Given} : ")}node[\"user\"]);", ""),
            "an else in an else" => ($"if (node is null) Console.WriteLine({Given}){Repeated($"; else if (http.Items.Count == 3) Console.WriteLine({Given})")};", ""),
            "a call in a call" => ($"Console.WriteLine({Repeated("Same(")}body{Repeated(")")}?[\"metadata\"]?[\"session_id\"]); JsonNode? Same(JsonNode? value) => value;", ""),
            "a list in a list" => ($"Console.WriteLine({Repeated("new object?[] { ")}{Given}{Repeated(" }")});", ""),
            "a block in a block" => ($"{Repeated("if (node is not null) { ")}Console.WriteLine({Given});{Repeated(" }")}", ""),
            "locals of locals" => ($"JsonNode? v0 = body;\n{Numbered(static i => $"var v{i} = v{i - 1} ?? body[\"metadata\"];")}\nConsole.WriteLine(v{depth}?[\"session_id\"]);", ""),
            "methods of methods" => ("Console.WriteLine(Deep.M1(body));", $"static class Deep {{ {Numbered(i => i == depth ? $"public static JsonNode? M{i}(JsonNode? body) => body?[\"metadata\"]?[\"session_id\"];" : $"public static JsonNode? M{i}(JsonNode? body) => M{i + 1}(body);")} }}"),
            "properties of properties" => ("Console.WriteLine(new Deep { M0 = body }.M1);", $"sealed class Deep {{ public JsonNode? M0 {{ get; set; }} {Numbered(i => i == depth ? $"public JsonNode? M{i} => M0?[\"metadata\"];" : $"public JsonNode? M{i} => M{i + 1};")} }}"),
            "methods that log" => ("try { await Deep.M1(body); } catch (HttpRequestException) { throw; }", $"static class Deep {{ {Numbered(i => i == depth ? $"public static Task M{i}(JsonNode? body) => throw new InvalidOperationException();" : $"public static async Task M{i}(JsonNode? body) {{ try {{ await M{i + 1}(body); }} catch (TimeoutException) {{ throw; }} }}")} }}"),
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, null),
        };
    }

    private static async Task Analyze(string statements, string types)
    {
        var findings = await new AllRulesTest { TestCode = RouteCode.AsyncHandler("/v1/chat/completions", statements, types) }.GetFindingsAsync();
        Assert.DoesNotContain(findings, static finding => finding.Diagnostic.Id.StartsWith("AD", StringComparison.Ordinal) || finding.Diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
    }
}
