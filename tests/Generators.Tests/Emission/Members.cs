using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The list of what is traced in an assembly.</summary>
public class Members
{
    [Fact]
    public void Every_traced_method_and_payload_type_is_listed_once() => GeneratorTest.EmitsMembers("""
        public partial class Endpoint<T>
        {
            [TracedStage(LlmStage.Auth)]
            private int Authenticate(int key) => key;

            [TracedStage("rate \"limit\"")]
            private int Limit(int key) => key;

            [TracedStage("rate \"limit\"")]
            private int Limit(string key) => key.Length;

            [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
            private void Guard() { }

            private struct Nested
            {
                [TracedLlmCall]
                public static void Send() { }
            }
        }

        [PayloadMap]
        public partial struct Request;

        [GatewayMetadata]
        public partial record Tenant;
        """);

    [Fact]
    public void An_assembly_without_any_gets_no_list()
    {
        Assert.Empty(GeneratedSources.MembersFrom(Gateway.Compile("class Untraced { [Obsolete] void Method() { } }")).Result.GeneratedSources);
    }

    [Fact]
    public void The_assembly_of_the_attributes_lists_nothing()
    {
        var runtime = Gateway.Compile("").ReplaceSource("""
            namespace TracedLlm
            {
                public sealed class PayloadMapAttribute : System.Attribute;

                [PayloadMap]
                internal partial struct BuiltIn;
            }
            """);

        Assert.Empty(GeneratedSources.MembersFrom(runtime).Result.GeneratedSources);
    }
}
