using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace TracedLlm.Bench.Architecture.Compiled;

/// <summary>The metadata tokens in the code of a method (ECMA-335, partition III).</summary>
internal static class IlTokens
{
    // Two-byte instructions begin with it.
    private const int Prefix = 0xFE;

    private static readonly FrozenDictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    /// <summary>Reads the tokens of fields, methods, types and signatures.</summary>
    public static IEnumerable<EntityHandle> Read(byte[] code)
    {
        for (var position = 0; position < code.Length;)
        {
            int instruction = code[position++];
            if (instruction == Prefix)
            {
                instruction = (Prefix << 8) | code[position++];
            }

            var operand = Operands[instruction];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, position));
            }

            position += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, position)),
                _ => 4,
            };
        }
    }
}
