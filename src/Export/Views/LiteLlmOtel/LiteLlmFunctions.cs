using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.LiteLlmOtel;

/// <summary>Writes tools and their calls as numbered attributes, as LiteLLM does.</summary>
internal static class LiteLlmFunctions
{
    // LiteLLM writes all of them; a request with hundreds of tools would lose its other attributes at a backend.
    private const int MaxFunctions = 32;

    public static void WriteDeclared(in ViewedSpan span, AttributeField field)
    {
        using var tools = new PooledJson(field.ReadValue(span));
        Declared(span.Buffer, tools.Json);
    }

    public static void WriteCalled(in ViewedSpan span, AttributeField field)
    {
        using var messages = new PooledJson(field.ReadValue(span));
        Called(span.Buffer, messages.Json);
    }

    private static void Declared(OtlpBuffer buffer, Utf8Json tools)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add("llm.request.functions."u8);
        var stem = key.Length;
        var index = 0;
        foreach (var element in tools.Elements())
        {
            if (index == MaxFunctions)
            {
                return;
            }

            var tool = CapturedTool.Read(element.Memory);
            key.Cut(stem);
            key.Add(index++);
            key.Write(buffer, ".name"u8, tool.Name);
            key.Write(buffer, ".description"u8, tool.Description);
            key.Write(buffer, ".parameters"u8, tool.Parameters);
        }
    }

    private static void Called(OtlpBuffer buffer, Utf8Json messages)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add("gen_ai.completion."u8);
        var stem = key.Length;
        var index = 0;
        foreach (var message in messages.Elements())
        {
            foreach (var element in CapturedMessage.Read(message.Memory).Parts.Elements())
            {
                var part = CapturedPart.Read(element.Memory);
                if (part.Type.Is("tool_call"u8) && index < MaxFunctions)
                {
                    key.Cut(stem);
                    key.Add(index++);
                    key.Write(buffer, ".function_call.name"u8, part.Name);
                    key.Write(buffer, ".function_call.arguments"u8, part.Arguments);
                }
            }
        }
    }
}
