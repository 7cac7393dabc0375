using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The generated half of a payload type.</summary>
public class PayloadReaders
{
    [Fact]
    public void Every_type_of_property_is_read_and_written() => GeneratorTest.EmitsPayloads("""
        [PayloadMap]
        public readonly partial struct Everything
        {
            [PayloadField("a", Tag = "app.a")] public string? Text { get; init; }
            [PayloadField("b", Tag = "app.b")] public bool? Flag { get; init; }
            [PayloadField("c", Tag = "app.c")] public int? Number { get; init; }
            [PayloadField("d", Tag = "app.d")] public long? Long { get; init; }
            [PayloadField("e", Tag = "app.e")] public double? Double { get; init; }
            [PayloadField("f", Tag = "app.f")] public string[]? Array { get; init; }
            [PayloadField("g", Tag = "app.g")] public IReadOnlyList<string>? List { get; init; }
            [PayloadField("h", Tag = "app.h", Content = true)] public Utf8Json Json { get; init; }
            [PayloadField("i")] public Utf8Json? MaybeJson { get; init; }
        }

        [PayloadMap]
        public partial class NeverNull
        {
            [PayloadField("a", Tag = "app.a")] public string Text { get; set; } = "";
            [PayloadField("b", Tag = "app.b")] public bool Flag { get; set; }
            [PayloadField("c", Tag = "app.c")] public int Number { get; set; }
            [PayloadField("d", Tag = "app.d")] public long Long { get; set; }
            [PayloadField("e", Tag = "app.e")] public double Double { get; set; }
            [PayloadField("f", Tag = "app.f")] public required string[] Array { get; set; }
            [PayloadField("g", Tag = "app.g")] public IReadOnlyList<string> List { get; private set; } = [];
        }
        """);

    [Fact]
    public void Paths_are_merged_into_one_pass() => GeneratorTest.EmitsPayloads("""
        [PayloadMap]
        internal sealed partial record Response
        {
            [PayloadField("usage.input_tokens", Tag = "gen_ai.usage.input_tokens")] public long? Input { get; init; }
            [PayloadField("usage.details.cached", Tag = "app.cached")] public long? Cached { get; init; }
            [PayloadField("choices[].finish_reason", Tag = "gen_ai.response.finish_reasons")] public string[]? Reasons { get; init; }
            [PayloadField("choices[].index")] public int? Index { get; init; }
            [PayloadField("output[].content[].type")] public IReadOnlyList<string>? Types { get; init; }
            [PayloadField("vectors[][]")] public double? Last { get; init; }
            [PayloadField("max_completion_tokens", Tag = "gen_ai.request.max_tokens"), PayloadField("max_tokens", Tag = "gen_ai.request.max_tokens")] public long? Max { get; init; }
        }
        """);

    [Fact]
    public void Types_of_every_kind_can_be_read() => GeneratorTest.EmitsPayloads("""
        public static partial class Outer
        {
            public partial record struct Inner { [PayloadField("a")] public string? A { get; set; } }
            [PayloadMap] partial record struct Inner;
            private sealed partial class Hidden { }
            [PayloadMap] private sealed partial class Hidden { [PayloadField("a")] public string? A { get; set; } }
        }

        [PayloadMap] public partial class Generic<T> where T : class { [PayloadField("a")] public string? A { get; set; } }
        [PayloadMap] public partial class Empty;
        """);

    [Fact]
    public void Generated_names_avoid_the_authors_names() => GeneratorTest.EmitsPayloads("""
        [PayloadMap]
        public partial class @class
        {
            [PayloadField("json")] public string? Json { get; set; }
            [PayloadField("name")] public string? Name { get; set; }
            [PayloadField("cursor.name")] public string? Cursor { get; set; }
            [PayloadField("x[].event", Tag = "app.event")] public string? @event { get; set; }
            [PayloadField("x[].before", Tag = "app.before")] public string? eventBefore { get; set; }
            [PayloadField("tags", Tag = "app.tags")] public string? tags { get; set; }
            [PayloadField("content", Tag = "app.content", Content = true)] public string? content { get; set; }
            [PayloadField("a \" b\\größe")] public string? Odd { get; set; }
            public static int Read(int other) => other;
        }
        """);

    [Fact]
    public void Metadata_types_are_registered() => GeneratorTest.EmitsPayloads("""
        [GatewayMetadata]
        public sealed partial record TenantMetadata
        {
            [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
            [MetadataKey("tenant.region[]", Tag = "app.tenant.region")] public string? Region { get; init; }
        }

        internal partial struct Nested
        {
            [GatewayMetadata] internal partial struct Inner { [MetadataKey("a")] public int A { get; init; } }
        }
        """);

    [Fact]
    public void Unreadable_values_are_left_out() => GeneratorTest.EmitsPayloads("""
        [PayloadMap]
        public partial class Half
        {
            [PayloadField("a", Tag = "app.a")] public string? A { get; set; }
            [PayloadField("a")] public string? Again { get; set; }
            [PayloadField("b", Tag = "app.a")] public string? SameTag { get; set; }
            [PayloadField("c")] public decimal? Money { get; set; }
        }

        [PayloadMap] public class Closed { [PayloadField("a")] public string? A { get; set; } }
        """);
}
