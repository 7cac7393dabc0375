using TracedLlm.Analyzers.Spans;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.WrongTagPath>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3007, <see cref="WrongTagPath"/>.</summary>
public class WrongTagPathTests
{
    private const string Types = """

        public enum Tier { Free, Paid }
        public class User { public string? Id { get; set; } public Uri? Home; private string Secret => ""; public string Only { set { } } public static int Count => 1; public User? Boss { get; set; } public string Name() => ""; public User this[int i] => this; internal string Inner => ""; public event Action? Changed; }
        public sealed class Admin : User;
        public interface IHasName { string Name { get; } }
        public interface IGuardrail : IHasName { int Number { get; } }
        public record struct Money(decimal Amount, string Currency);
        public record Caller(User User, Money? Budget, Tier? Tier, IReadOnlyList<string> Tags, Dictionary<string, string> Map, IEnumerable<string> Lazy, object Any, Stream Body, int[] Numbers, List<Tier> Tiers);
        """;

    [Theory]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Usr.Id\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Idd\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"user.id\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Secret\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Only\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Count\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Name\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Changed\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Item\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.this[]\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Id.Size\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Budget.Value.Amount\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User?.Id\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User..Id\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User.Id.\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Result.User\"|])]")]
    public Task A_path_that_leads_nowhere(string attribute) => VerifyCaller(attribute);

    [Theory]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"User\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Budget\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Map\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Lazy\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Any\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Body\"|])]")]
    [InlineData("[return: SpanTag(\"x\", [|Path = \"Tiers\"|])]")]
    [InlineData("[return: [|SpanTag(\"x\")|]]")]
    public Task A_value_that_no_span_can_carry(string attribute) => VerifyCaller(attribute);

    [Theory]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Id\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Boss.Boss.Id\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Home\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Inner\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Id.Length\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"Budget.Amount\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"Tier\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"Tags\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"Tags.Count\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"Numbers\")]")]
    [InlineData("[return: SpanTag(\"x\", Path = nameof(Caller.Tier))]")]
    [InlineData("[return: SpanTag(\"x\", Path = \"User.Id\")] [return: SpanTag(\"y\", Path = \"Tier\")]")]
    [InlineData("[return: System.Diagnostics.CodeAnalysis.NotNull]")]
    [InlineData("")]
    public Task Leaves_paths_alone(string attribute) => VerifyCaller(attribute);

    [Theory]
    [InlineData("string?")]
    [InlineData("bool")]
    [InlineData("char")]
    [InlineData("byte")]
    [InlineData("int?")]
    [InlineData("ulong")]
    [InlineData("Half")]
    [InlineData("decimal?")]
    [InlineData("Tier?")]
    [InlineData("Guid?")]
    [InlineData("Uri?")]
    [InlineData("DateTime")]
    [InlineData("DateTimeOffset?")]
    [InlineData("DateOnly")]
    [InlineData("TimeSpan?")]
    [InlineData("string[]?")]
    [InlineData("long[]")]
    [InlineData("double[]")]
    [InlineData("bool[]")]
    [InlineData("List<string>")]
    [InlineData("IReadOnlyCollection<int>?")]
    [InlineData("System.Collections.Immutable.ImmutableArray<string>")]
    public Task Leaves_values_alone(string type) => Verify.VerifyAnalyzerAsync(
        $"partial class C {{ [TracedStage(\"x\")] public partial void Run([SpanTag(\"y\")] {type} a); void RunCore({type} a) {{ }} }}{Types}");

    [Theory]
    [InlineData("public partial void Run([[|SpanTag(\"y\")|]] User a); void RunCore(User a) { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", [|Path = \"Nope\"|])] ref User a); void RunCore(ref User a) { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", [|Path = \"Nope\"|])] out User a); void RunCore(out User a) => a = new();")]
    [InlineData("public partial void Run<T>([SpanTag(\"y\", [|Path = \"Nope\"|])] T a) where T : User; void RunCore<T>(T a) where T : User { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Id\")] User a, [SpanTag(\"z\", [|Path = \"Nope\"|])] User b); void RunCore(User a, User b) { }")]
    [InlineData("[return: [|SpanTag(\"y\")|]] public partial void Run(); void RunCore() { }")]
    [InlineData("[return: [|SpanTag(\"y\")|]] public partial Task Run(); Task RunCore() => Task.CompletedTask;")]
    [InlineData("[return: SpanTag(\"y\", [|Path = \"Count\"|])] public partial IEnumerable<int> Run(); IEnumerable<int> RunCore() => [];")]
    [InlineData("public partial void Run([[|SpanTag(\" \")|]] string a); void RunCore(string a) { }")]
    [InlineData("public partial void Run([[|GuardrailName|]] string a); void RunCore(string a) { }")]
    public Task On_parameters_and_returns(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ [TracedStage(\"x\")] {members} }}{Types}");

    [Theory]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Id\")] Admin a); void RunCore(Admin a) { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Id\")] in User a); void RunCore(in User a) { }")]
    [InlineData("public partial void Run<T>([SpanTag(\"y\", Path = \"Id\")] T a) where T : User; void RunCore<T>(T a) where T : User { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Name\")] IGuardrail a); void RunCore(IGuardrail a) { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Item1\")] (int, string) a); void RunCore((int, string) a) { }")]
    [InlineData("public partial void Run([SpanTag(\"y\", Path = \"Who\")] (string Who, int) a); void RunCore((string Who, int) a) { }")]
    [InlineData("public partial bool Run([SpanTag(\"y\")] out int a); bool RunCore(out int a) { a = 1; return true; }")]
    [InlineData("[return: SpanTag(\"y\")] public partial ValueTask<int> RunAsync(); ValueTask<int> RunCoreAsync() => default;")]
    [InlineData("[return: SpanTag(\"y\", Path = \"StatusCode\")] public partial Task<HttpResponseMessage> RunAsync(); Task<HttpResponseMessage> RunCoreAsync() => null!;")]
    [InlineData("public partial void Run([SpanTag(GenAi.ProviderName)] string a); void RunCore(string a) { }")]
    public Task Leaves_parameters_and_returns_alone(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ [TracedStage(\"x\")] {members} }}{Types}");

    [Theory]
    [InlineData("[GuardrailName([|Path = \"Nope\"|])] IGuardrail a")]
    [InlineData("[GuardrailName([|Path = \"Number\"|])] IGuardrail a")]
    [InlineData("[[|GuardrailName|]] IGuardrail a")]
    [InlineData("[GuardrailName] string a, [[|GuardrailName|]] string b")]
    public Task A_guardrails_name_that_cannot_be_read(string parameters) => VerifyGuardrail(parameters);

    [Theory]
    [InlineData("[GuardrailName(Path = \"Name\")] IGuardrail a")]
    [InlineData("[GuardrailName] string? a")]
    [InlineData("string a")]
    public Task Leaves_a_guardrails_name_alone(string parameters) => VerifyGuardrail(parameters);

    [Theory]
    [InlineData("void Run([[|SpanTag(\"y\")|]] string a) { }")]
    [InlineData("[return: [|SpanTag(\"y\")|]] string Run() => \"\";")]
    [InlineData("C([[|SpanTag(\"y\")|]] string a) { }")]
    [InlineData("delegate void D([[|SpanTag(\"y\")|]] string a);")]
    [InlineData("[return: [|SpanTag(\"y\")|]] delegate string D();")]
    [InlineData("int this[[[|SpanTag(\"y\")|]] string a] => 1;")]
    [InlineData("void M() { Local(\"\"); void Local([[|SpanTag(\"y\")|]] string a) { } }")]
    [InlineData("Func<string, int> _f = ([[|SpanTag(\"y\")|]] string a) => 1;")]
    [InlineData("Func<int> _f = [return: [|SpanTag(\"y\")|]] () => 1;")]
    [InlineData("void Run([[|GuardrailName|]] string a) { }")]
    [InlineData("[TracedLlmRoute] public void Handle([SpanTag(\"y\", [|Path = \"Id\"|])] User a) { }")]
    [InlineData("void Map(WebApplication app) => app.MapPost(\"/v1/messages\", [TracedLlmRoute] ([[|SpanTag(\"y\")|]] string a) => a);")]
    [InlineData("[TracedStage(\"x\")] public partial void Run(string a); void RunCore([[|SpanTag(\"y\")|]] string a) { }")]
    public Task An_attribute_without_a_reader(string member) => Verify.VerifyAnalyzerAsync($"partial class C {{ {member} }}{Types}");

    [Theory]
    [InlineData("[TracedLlmRoute] public partial void Handle([SpanTag(\"y\", Path = \"Id\")] User a); void HandleCore(User a) { }")]
    [InlineData("void Run([System.ComponentModel.Description(\"y\")] string a) { }")]
    [InlineData("void Run([Mine.SpanTag] string a) { }")]
    [InlineData("void Map(WebApplication app) => app.MapPost(\"/v1/messages\", ([Microsoft.AspNetCore.Mvc.FromBody] User a) => 1);")]
    public Task Leaves_alone(string member) =>
        Verify.VerifyAnalyzerAsync($"partial class C {{ {member} }}{Types} namespace Mine {{ class SpanTagAttribute : Attribute; }}");

    [Theory]
    [InlineData("[return: SpanTag(\"x\", {|#0:Path = \"User.Idd\"|})]", "[SpanTag(\"x\")] has no effect: 'User' has no property or field 'Idd'")]
    [InlineData("[return: SpanTag(\"x\", {|#0:Path = \"User.Secret\"|})]", "[SpanTag(\"x\")] has no effect: 'Secret' of 'User' is not accessible or not readable here; name a readable member")]
    [InlineData("[return: SpanTag(\"x\", {|#0:Path = \"Map\"|})]", "[SpanTag(\"x\")] has no effect: 'Dictionary<string, string>' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[return: SpanTag(\"x\", {|#0:Path = \"Lazy\"|})]", "[SpanTag(\"x\")] has no effect: 'IEnumerable<string>' can be read only once; declare it as an IReadOnlyList<T>")]
    public Task Says_which_member_and_why(string attribute, string message) => Verify.VerifyAnalyzerAsync(
        Caller(attribute), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    [Fact]
    public Task A_pragma_silences_it() => VerifyCaller("""

        #pragma warning disable TLM3007
            [return: SpanTag("x", Path = "Nope")]
        #pragma warning restore TLM3007
        """ + "\n");

    private static Task VerifyCaller(string attribute) => Verify.VerifyAnalyzerAsync(Caller(attribute));

    private static string Caller(string attribute) =>
        $"partial class C {{ [TracedStage(LlmStage.Auth)] {attribute} private partial Task<Caller> RunAsync(); private Task<Caller> RunCoreAsync() => null!; }}{Types}";

    private static Task VerifyGuardrail(string parameters) => Verify.VerifyAnalyzerAsync(
        $"partial class C {{ [TracedGuardrail(GuardrailMode.PreCall)] public partial void Run({parameters}); void RunCore({System.Text.RegularExpressions.Regex.Replace(parameters, @"\[\[?[^\]]*\]+ ", "").Replace("|]] ", "", StringComparison.Ordinal)}) {{ }} }}{Types}");
}
