using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>With content capture, content that a request masks is on no span; other content is.</summary>
[Collection(ProcessWide.Name)]
public sealed class MaskingTests
{
    public static TheoryData<string, bool> Calls
    {
        get
        {
            var calls = new TheoryData<string, bool>();
            foreach (var call in MaskedCall.All.Keys)
            {
                calls.Add(call, false);
                calls.Add(call, true);
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Without_masking_all_is_there(string call, bool stream) =>
        Check(await MaskedCall.All[call].ExportedTextAsync(stream, ""), input: true, output: true);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_gateways_metadata_masks(string call, bool stream)
    {
        var field = call == "chat completions" ? "metadata" : "litellm_metadata";

        await MasksAsync(call, stream, mask => $"\"{field}\": {{{mask}}}, ");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_other_metadata_object_decides_masking_if_the_gateways_object_does_not(string call, bool stream)
    {
        var field = call == "chat completions" ? "litellm_metadata" : "metadata";

        await MasksAsync(call, stream, mask => $"\"{field}\": {{{mask}}}, ");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Headers_mask(string call, bool stream)
    {
        var masked = MaskedCall.All[call];

        Check(await masked.ExportedTextAsync(stream, "", "langfuse_mask_input: true"), input: false, output: true);
        Check(await masked.ExportedTextAsync(stream, "", "langfuse_mask_output: true"), input: true, output: false);
        Check(await masked.ExportedTextAsync(stream, "", "Langfuse_Mask_Input: 1", "langfuse_mask_output: True"), input: false, output: false);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_header_wins_over_the_body(string call, bool stream)
    {
        const string Both = "\"litellm_metadata\": {\"mask_input\": true, \"mask_output\": true}, ";

        Check(await MaskedCall.All[call].ExportedTextAsync(stream, Both, "langfuse_mask_output: false"), input: false, output: true);
    }

    private static async Task MasksAsync(string call, bool stream, Func<string, string> field)
    {
        var masked = MaskedCall.All[call];
        Check(await masked.ExportedTextAsync(stream, field("\"mask_input\": true")), input: false, output: true);
        Check(await masked.ExportedTextAsync(stream, field("\"mask_output\": true")), input: true, output: false);
        Check(await masked.ExportedTextAsync(stream, field("\"mask_input\": \"true\", \"mask_output\": 1")), input: false, output: false);
        Check(await masked.ExportedTextAsync(stream, field("\"mask_input\": false, \"mask_output\": false")), input: true, output: true);
    }

    private static void Check(string exported, bool input, bool output)
    {
        Assert.All(MaskedCall.Asked, text => Assert.Equal(input, exported.Contains(text, StringComparison.Ordinal)));
        Assert.All(MaskedCall.Answers, text => Assert.Equal(output, exported.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(!(input && output), exported.Contains("redacted-by-litellm", StringComparison.Ordinal));
    }
}
