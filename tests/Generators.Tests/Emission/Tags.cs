using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The conversion of each type of value to a span attribute.</summary>
public class Tags
{
    [Fact]
    public void Values_are_converted_to_the_types_of_span_attributes() => GeneratorTest.Emits("""
        public sealed partial class Values
        {
            [TracedStage("numbers")]
            public partial void Numbers(
                [SpanTag("byte")] byte a, [SpanTag("sbyte")] sbyte b, [SpanTag("short")] short c, [SpanTag("ushort")] ushort d,
                [SpanTag("int")] int e, [SpanTag("uint")] uint f, [SpanTag("long")] long g, [SpanTag("ulong")] ulong h,
                [SpanTag("nint")] nint i, [SpanTag("nuint")] nuint j, [SpanTag("float")] float k, [SpanTag("double")] double l,
                [SpanTag("decimal")] decimal m, [SpanTag("half")] Half n);
            private void NumbersCore(byte a, sbyte b, short c, ushort d, int e, uint f, long g, ulong h, nint i, nuint j, float k, double l, decimal m, Half n) { }

            [TracedStage("nullable_numbers")]
            public partial void NullableNumbers(
                [SpanTag("byte")] byte? a, [SpanTag("int")] int? b, [SpanTag("uint")] uint? c, [SpanTag("ulong")] ulong? d, [SpanTag("decimal")] decimal? e);
            private void NullableNumbersCore(byte? a, int? b, uint? c, ulong? d, decimal? e) { }

            [TracedStage("others")]
            public partial void Others(
                [SpanTag("string")] string? a, [SpanTag("bool")] bool b, [SpanTag("char")] char c, [SpanTag("enum")] DayOfWeek d, [SpanTag("guid")] Guid e,
                [SpanTag("uri")] Uri? f, [SpanTag("time")] DateTime g, [SpanTag("offset")] DateTimeOffset h, [SpanTag("date")] DateOnly i,
                [SpanTag("clock")] TimeOnly j, [SpanTag("span")] TimeSpan k);
            private void OthersCore(string? a, bool b, char c, DayOfWeek d, Guid e, Uri? f, DateTime g, DateTimeOffset h, DateOnly i, TimeOnly j, TimeSpan k) { }

            [TracedStage("nullable_others")]
            public partial void NullableOthers(
                [SpanTag("bool")] bool? b, [SpanTag("char")] char? c, [SpanTag("enum")] DayOfWeek? d, [SpanTag("guid")] Guid? e,
                [SpanTag("time")] DateTime? g, [SpanTag("span")] TimeSpan? k);
            private void NullableOthersCore(bool? b, char? c, DayOfWeek? d, Guid? e, DateTime? g, TimeSpan? k) { }

            [TracedStage("lists")]
            [return: SpanTag("result")]
            public partial Task<ICollection<string?>?> ListsAsync(
                [SpanTag("array")] string[]? a, [SpanTag("ints")] int[] b, [SpanTag("list")] List<string>? c, [SpanTag("readonly")] IReadOnlyList<long> d,
                [SpanTag("immutable")] ImmutableArray<double> e, [SpanTag("set")] HashSet<bool> f);
            private Task<ICollection<string?>?> ListsCoreAsync(string[]? a, int[] b, List<string>? c, IReadOnlyList<long> d, ImmutableArray<double> e, HashSet<bool> f) =>
                Task.FromResult<ICollection<string?>?>(null);
        }
        """);

    [Fact]
    public void Paths_are_followed_null_safely() => GeneratorTest.Emits("""
        public struct Point { public int X; public Uri? Uri { get; init; } public uint Big; }
        public interface INamed { string Name { get; } }
        public interface IUser : INamed { DateTimeOffset? Since { get; } }
        public class Base { protected internal Point Place; internal IReadOnlyList<string>? Roles { get; set; } public ulong Snowflake; }
        public class Caller : Base { public IUser? User { get; } public Point? Maybe { get; } public ImmutableArray<string> Tags; public (int Count, string? @class) Pair; }

        public sealed partial class Paths
        {
            private class Secret { public int Count = 1; }

            [TracedStage("paths")]
            [return: SpanTag("app.year", Path = "User.Since.Year"), SpanTag("app.roles", Path = "Roles")]
            public partial Task<Caller?> RunAsync(
                [SpanTag("a", Path = "User.Name"), SpanTag("b", Path = "Place.X"), SpanTag("c", Path = "Maybe.X"), SpanTag("d", Path = "Place.Uri"),
                 SpanTag("e", Path = "Maybe.Big"), SpanTag("f", Path = "Snowflake"), SpanTag("g", Path = "Tags"), SpanTag("h", Path = "Pair.Count"), SpanTag("i", Path = "Pair.class"),
                 SpanTag("j", Path = "User.Since")] Caller caller,
                [SpanTag("k", Path = "X"), SpanTag("l", Path = "Big")] Point point,
                [SpanTag("m", Path = "Year")] DateTime? time);
            private Task<Caller?> RunCoreAsync(Caller caller, Point point, DateTime? time) => Task.FromResult<Caller?>(null);

            [TracedStage("generic")]
            public partial void Generic<T, TClass, TStruct>([SpanTag("t", Path = "Name")] T t, [SpanTag("class", Path = "Name.Length")] TClass c, [SpanTag("struct", Path = "Name")] in TStruct s)
                where T : INamed where TClass : class, INamed where TStruct : struct, INamed;
            private void GenericCore<T, TClass, TStruct>(T t, TClass c, in TStruct s)
                where T : INamed where TClass : class, INamed where TStruct : struct, INamed { }

            [TracedStage("private")]
            private partial void Private([SpanTag("n", Path = "Count")] Secret secret);
            private void PrivateCore(Secret secret) { }

            [TracedStage("ref_struct")]
            [return: SpanTag("left", Path = "Length")]
            public partial ReadOnlySpan<char> Slice([SpanTag("length", Path = "Length")] ReadOnlySpan<char> text);
            private ReadOnlySpan<char> SliceCore(ReadOnlySpan<char> text) => text;

            public void All() => Private(new Secret());
        }
        """);

    [Fact]
    public void Attributes_go_to_the_span_they_belong_to() => GeneratorTest.Emits("""
        public sealed partial class Homes
        {
            [TracedStage(LlmStage.Auth)]
            [return: SpanTag(LiteLlm.ApiKeyHash), SpanTag(LiteLlm.ModelGroup), SpanTag("app.own")]
            public partial string Authenticate([SpanTag(LiteLlm.TeamId)] string team, [SpanTag(GenAi.ProviderName)] string provider, [SpanTag("app.own")] string own);
            private string AuthenticateCore(string team, string provider, string own) => own;
        }
        """);

    [Fact]
    public void Out_parameters_are_read_when_the_body_has_returned() => GeneratorTest.Emits("""
        public sealed partial class Outs
        {
            [TracedStage("try")]
            [return: SpanTag("app.found")]
            public partial bool TryFind(string key, [SpanTag("app.value")] out string? value, [SpanTag(LiteLlm.TeamId)] ref string team);
            private bool TryFindCore(string key, out string? value, ref string team) { value = key; return true; }

            [TracedStage("start")]
            public partial Task BeginAsync([SpanTag("app.id")] out Guid id);
            private Task BeginCoreAsync(out Guid id) { id = default; return Task.CompletedTask; }

            [TracedStage("find")]
            public partial void Find([SpanTag("app.id")] out int id);
            private void FindCore(out int id) => id = 1;
        }
        """);

    [Fact]
    public void Attributes_of_the_whole_trace_go_to_every_span() => GeneratorTest.Emits("""
        public sealed partial class Traces
        {
            [TracedStage("tenant")]
            [return: SpanTag("user.id")]
            public partial string Tenant([SpanTag("session.id")] string session, [SpanTag("litellm.trace.name")] string name);
            private string TenantCore(string session, string name) => "";

            [TracedLlmRoute]
            public partial string Handle([SpanTag("litellm.metadata.region")] string region);
            private string HandleCore(string region) => "";
        }
        """);
}
